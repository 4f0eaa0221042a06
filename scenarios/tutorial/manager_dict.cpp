// Children set keys of a manager's dictionary, the parent prints it when they are done. When are
// they?
//
// - manager-dict-input-wait: wrong, as the tutorial's first version has it. The parent waits for
//   somebody to press a key. Whoever is patient sees all entries, whoever is not sees any number of
//   them; a person hides the race. (Here the key is pressed after a moment.)
// - manager-dict-busy-wait: the second version asks all children again and again whether they are
//   alive. All entries are there in the end, since `set` returns when the server has it, and a
//   processor is kept busy until then. Here it asks `looks` times, then joins.
// - manager-dict-busy-wait-crash: a child that fails is as dead as one that is done.
// - manager-dict-joined: right. Joins, and looks at the exit codes.
#include <fmt/format.h>

#include <algorithm>

#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using Dict = DictProxy<std::int64_t, int>;

void set_key(os::Os& os, std::int64_t key, Dict dict) {
  os.sleep(20ms);
  dict.set(key, 100);
}

void fail(os::Os&, std::int64_t key, Dict) {
  throw std::runtime_error(fmt::format("no value for {}", key));
}

enum class Waiting { ForInput, Busy, Joining };

/// True if it has seen all of them dead.
bool look_often(os::Os& os, std::vector<Process>& children, std::int64_t looks) {
  const auto dead = [](Process& child) { return !child.is_alive(); };
  for (; looks > 0; --looks) {
    if (std::ranges::all_of(children, dead)) return true;
    os.sleep(1ms);
  }
  return false;
}

template <Waiting waiting, auto child>
void set_keys(os::Os& os, const Parameters& with) {
  Manager manager(os);
  const Dict dict = manager.dict<std::int64_t, int>();
  std::vector<Process> children;
  for (std::int64_t key = 0; key < with["processes"]; ++key) {
    children.emplace_back(os, child, key, dict);
    children.back().start();
  }
  if constexpr (waiting == Waiting::ForInput) os.sleep(30ms);
  const bool all_dead = waiting == Waiting::Busy && look_often(os, children, with["looks"]);
  if (waiting != Waiting::ForInput && !all_dead)
    for (Process& each : children) each.join();
  const auto items = dict.items();
  print(os, "{} keys have 100", items.size());
  for (Process& each : children) each.join();
  os.observe("keys", static_cast<std::int64_t>(items.size()));
}

std::optional<std::string> all_keys_are_there(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "keys") == with["processes"]) return std::nullopt;
  return fmt::format("{} of {} keys are there", integer(outcome, "keys"), with["processes"]);
}

Scenario keys(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected, int check_processes) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"processes", "that set a key each", 10, check_processes, 1, 50},
                         {"looks", "at whether they are alive", 1000, 1, 0, 1'000'000}},
          .body = body,
          .invariant = all_keys_are_there,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> manager_dict_scenarios() {
  using enum FindingKind;
  return {
      keys("manager-dict-input-wait", "waits until a key is pressed: any number of entries",
           set_keys<Waiting::ForInput, set_key>, {Invariant}, 1),
      keys("manager-dict-busy-wait", "asks again and again whether the children are alive",
           set_keys<Waiting::Busy, set_key>, {}, 1),
      keys("manager-dict-busy-wait-crash", "takes a child that failed for one that is done",
           set_keys<Waiting::Busy, fail>, {Exception, Invariant}, 1),
      keys("manager-dict-joined", "joins the children: all entries are there",
           set_keys<Waiting::Joining, set_key>, {}, 2),
  };
}

}  // namespace ravel
