// A child changes its own copy: the parent's variable stays what it was. The tutorial shows it with
// a global variable. Here it is an argument: a program that is told everything it uses by arguments
// means the same for real and in the simulator, where processes are not kept apart by hardware.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

void son(os::Os& os, int n) {
  n += 1;
  print(os, "son : {}", n);
  os.observe("son", n);
}

void count_apart(os::Os& os, const Parameters&) {
  int n = 100;
  Process process(os, son, n);
  process.start();
  process.join();
  print(os, "{}", n);
  os.observe("parent", n);
}

std::optional<std::string> parent_unchanged(const Outcome& outcome, const Parameters&) {
  const std::int64_t parent = integer(outcome, "parent");
  if (parent == 100) return std::nullopt;
  return fmt::format("the parent's variable became {}", parent);
}

}  // namespace

std::vector<Scenario> global_isolation_scenarios() {
  return {
      {.name = "global-isolation",
       .group = "tutorial",
       .summary = "a child increments its copy of a variable, the parent's stays",
       .body = count_apart,
       .invariant = parent_unchanged},
  };
}

}  // namespace ravel
