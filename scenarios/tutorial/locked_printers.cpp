// Lines that belong together, printed by several processes.
//
// - lock-ten-printers: each prints "in running" and later "in done" while it holds a lock: nobody's
//   two lines are apart, n! orders.
// - lock-ten-printers-nolock: the same without the lock: (2n)!/2^n orders.
// - lock-hello-ten: a print that is not one piece (text, then newline), under a lock.
// - lock-hello-ten-nolock: without: torn lines. The tutorial defines this version and never uses
//   it. (Ravel's `print` writes a line in one piece. Python's need not.)
// - rlock-two-processes: a line before the lock, a line while holding it: the first lines of the
// two
//   are the same, so that four outputs can be told apart. That the lock is re-entrant plays no
//   role.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void work(os::Os& os, std::int64_t n, Log& log) {
  print(os, "{}: {} in running", n, os.pid());
  log.add(static_cast<char>('a' + n));
  os.sleep(std::chrono::milliseconds(os.entropy() % 20));
  print(os, "{}: {} in done", n, os.pid());
  log.add(static_cast<char>('A' + n));
}

void hello(os::Os& os, std::int64_t n, Log& log) {
  os.print(fmt::format("hello world {}", n));
  log.add(static_cast<char>('a' + n));
  os.print("\n");
  log.add('.');
}

using Say = void (*)(os::Os& os, std::int64_t n, Log& log);

template <Say say, bool locked>
void speak(os::Os& os, std::int64_t n, Lock lock, Log log) {
  if constexpr (locked) lock.acquire();
  say(os, n, log);
  if constexpr (locked) lock.release();
}

template <Say say, bool locked>
void speak_all(os::Os& os, const Parameters& with) {
  Lock lock(os);
  lock.label("lock");
  Log log(os, static_cast<std::size_t>(2 * with["processes"]));
  Team team(os);
  for (std::int64_t n = 0; n < with["processes"]; ++n) team.add(speak<say, locked>, n, lock, log);
  team.run();
  os.observe("order", log.text());
}

void say_and_say(os::Os& os, int number, RLock lock, Log log) {
  print(os, "the devils have come");
  log.add('G');
  lock.acquire();
  os.sleep(20ms);
  print(os, "{}", number);
  log.add(static_cast<char>('0' + number));
  lock.release();
}

void two_with_rlock(os::Os& os, const Parameters&) {
  RLock lock(os);
  lock.label("lock");
  Log log(os, 4);
  Team team(os);
  team.add(say_and_say, 1, lock, log);
  team.add(say_and_say, 2, lock, log);
  team.run();
  os.observe("order", log.text());
}

/// "aAbB": the capital letter, or the point, stands directly behind its small one.
std::optional<std::string> nothing_between(const Outcome& outcome, const Parameters&) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  for (std::size_t i = 0; i + 1 < order.size(); i += 2)
    if (order[i + 1] != '.' && order[i + 1] != order[i] - 'a' + 'A')
      return "something came between the two parts of a process";
  return std::nullopt;
}

Scenario printers(std::string_view name, std::string_view summary, Body body,
                  std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"processes", "that print", 10, 3, 1, 26}},
          .body = body,
          .invariant = nothing_between,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> locked_printers_scenarios() {
  using enum FindingKind;
  return {
      printers("lock-ten-printers", "two lines each, under a lock: n! orders",
               speak_all<work, true>, {}),
      printers("lock-ten-printers-nolock", "two lines each: those of others come between",
               speak_all<work, false>, {Invariant}),
      printers("lock-hello-ten", "text and newline in two pieces, under a lock: n! orders",
               speak_all<hello, true>, {}),
      printers("lock-hello-ten-nolock", "text and newline in two pieces: torn lines",
               speak_all<hello, false>, {Invariant}),
      {.name = "rlock-two-processes",
       .group = "tutorial",
       .summary = "a line before the lock, one while holding it: 4 outputs",
       .body = two_with_rlock},
  };
}

}  // namespace ravel
