// The first program: start a child with positional arguments, go on meanwhile.
//
// Parent and child are asynchronous: of the parent's two rows of stars the child's line can come
// before, between or behind. Only what was printed before `start` is certain to be first, and the
// program ends after the child: a process waits for its children at its end.
#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void func(os::Os& os, int n, std::string name, int num, std::uint64_t parent, Log log,
          RawValue<std::uint64_t> own) {
  print(os, "{} {} ({} {} {})", os.pid(), parent, n, name, num);
  log.add('C');
  own.store(os.pid());
  os.sleep(100ms);
}

void start_one(os::Os& os, const Parameters&) {
  Log log(os, 4);
  RawValue<std::uint64_t> own(os);
  print(os, "{}", os.pid());
  log.add('M');
  Process child(os, func, 1, "alex", 30, os.pid(), log, own);
  child.start();
  print(os, "{:*>20}", "");
  log.add('A');
  os.sleep(50ms);
  print(os, "{:*>40}", "");
  log.add('B');
  // The tutorial leaves this to the end of the process.
  child.join();
  os.observe("order", log.text());
  os.observe("child knows its pid", own.load() == child.pid());
}

std::optional<std::string> pids_agree(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "child knows its pid") != 0) return std::nullopt;
  return "the child has another pid than its parent was told";
}

}  // namespace

std::vector<Scenario> process_spawn_args_scenarios() {
  return {{.name = "process-spawn-args",
           .group = "tutorial",
           .summary = "a child with arguments prints before, between or behind its parent's stars",
           .body = start_one,
           .invariant = pids_agree}};
}

}  // namespace ravel
