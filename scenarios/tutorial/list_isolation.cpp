// Each process appends to "the same" list and prints it. Nobody shares it: a process has a copy of
// what it is given, and each list has one element at the end. (Threads would share it, and print
// lists of one to ten.) To share a list, share memory: see value-locked-increment.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

void append(os::Os& os, std::vector<int> list, int i, Log log, RawArray<int> lengths) {
  list.push_back(i);
  print(os, "[{}]", fmt::join(list, ", "));
  log.add(static_cast<char>('a' + i));
  lengths.store(static_cast<std::size_t>(i), static_cast<int>(list.size()));
}

void append_in_all(os::Os& os, const Parameters& with) {
  const auto processes = static_cast<std::size_t>(with["processes"]);
  const std::vector<int> list;
  Log log(os, processes, with["orders"] != 0);
  RawArray<int> lengths(os, processes);
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(append, list, i, log, lengths);
  team.run();
  os.observe("order", log.text());
  os.observe("own length", static_cast<std::int64_t>(list.size()));
  os.observe("lengths", fmt::format("{}", fmt::join(lengths.load_all(), " ")));
}

std::optional<std::string> nobody_shares(const Outcome& outcome, const Parameters& with) {
  std::string ones;
  for (std::int64_t i = 0; i < with["processes"]; ++i) ones += i == 0 ? "1" : " 1";
  const auto& lengths = std::get<std::string>(outcome.at("lengths"));
  if (lengths == ones && integer(outcome, "own length") == 0) return std::nullopt;
  return "a list has the elements of another";
}

}  // namespace

std::vector<Scenario> list_isolation_scenarios() {
  return {{.name = "list-isolation-ten",
           .group = "tutorial",
           .summary = "each process appends to a copy of the list: n! orders of lists of one",
           .parameters = {{"processes", "that append", 10, 3, 1, 26}, orders_parameter(true)},
           .body = append_in_all,
           .invariant = nobody_shares}};
}

}  // namespace ravel
