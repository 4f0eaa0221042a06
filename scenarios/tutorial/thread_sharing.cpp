// Threads share the memory of their process: without a copy, and without protection.
//
// - thread-shared-global-nojoin: a thread sets a variable, main prints it without joining. The
//   tutorial says 100, which every run shows on a machine where a thread starts fast; but 666 is as
//   right, since nothing orders the two.
// - thread-shared-global-joined: right. Who has joined a thread sees what it did.
// - thread-nomutex-hundred: each thread reads the number, sleeps, and writes one less. All read
//   before one writes: of a hundred steps down one is left.
// - thread-mutex-hundred: right. Reading, sleeping and writing under a lock: the number is 0.
// - list-shared-threads: threads append to one list (see list-isolation-ten for processes) and
//   print it, under a lock: it grows from 1 to n.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

// A simulator sees what is shared by the primitives, not a plain variable: so this is a RawValue.
template <bool joined>
void set_a_global(os::Os& os, const Parameters&) {
  RawValue<int> money(os, 666);
  money.label("money");
  Thread thread(os, [money]() mutable { money.store(100); });
  thread.start();
  if constexpr (joined) thread.join();
  const int seen = money.load();
  print(os, "{}", seen);
  if constexpr (!joined) thread.join();
  os.observe("money", seen);
}

std::optional<std::string> change_was_seen(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "money") == 100) return std::nullopt;
  return "the variable was read before the thread had set it";
}

template <bool locked>
void step_down(os::Os& os, Lock mutex, RawValue<int> number) {
  if constexpr (locked) mutex.acquire();
  const int seen = number.load();
  os.sleep(2ms);
  number.store(seen - 1);
  if constexpr (locked) mutex.release();
}

template <bool locked>
void count_down(os::Os& os, const Parameters& with) {
  Lock mutex(os);
  mutex.label("mutex");
  RawValue<int> number(os, static_cast<int>(with["threads"]));
  number.label("n");
  std::vector<Thread> threads;
  for (std::int64_t i = 0; i < with["threads"]; ++i)
    threads.emplace_back(os, [&os, mutex, number] { step_down<locked>(os, mutex, number); });
  for (Thread& thread : threads) thread.start();
  for (Thread& thread : threads) thread.join();
  print(os, "{}", number.load());
  os.observe("n", number.load());
}

std::optional<std::string> all_steps_count(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "n") == 0) return std::nullopt;
  return "steps are lost";
}

void append_in_threads(os::Os& os, const Parameters& with) {
  std::vector<std::int64_t> list;
  std::string lengths;
  Lock lock(os);
  lock.label("lock of the list");
  Log log(os, static_cast<std::size_t>(with["threads"]), with["orders"] != 0);
  std::vector<Thread> threads;
  for (std::int64_t i = 0; i < with["threads"]; ++i)
    threads.emplace_back(os, [&, i] {
      const auto guard = lock.hold();
      list.push_back(i);
      print(os, "[{}]", fmt::join(list, ", "));
      log.add(static_cast<char>('a' + i));
      lengths += fmt::format("{}{}", lengths.empty() ? "" : " ", list.size());
    });
  for (Thread& thread : threads) thread.start();
  for (Thread& thread : threads) thread.join();
  os.observe("order", log.text());
  os.observe("lengths", lengths);
}

std::optional<std::string> list_grows(const Outcome& outcome, const Parameters& with) {
  std::string growing;
  for (std::int64_t i = 1; i <= with["threads"]; ++i)
    growing += fmt::format("{}{}", i == 1 ? "" : " ", i);
  if (std::get<std::string>(outcome.at("lengths")) == growing) return std::nullopt;
  return "the list did not grow by one each time";
}

Scenario global(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .body = body,
          .invariant = change_was_seen,
          .expected = std::move(expected)};
}

Scenario counting(std::string_view name, std::string_view summary, Body body,
                  std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"threads", "that take one off each", 100, 3, 1, 120}},
          .body = body,
          .invariant = all_steps_count,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> thread_sharing_scenarios() {
  using enum FindingKind;
  return {
      global("thread-shared-global-nojoin",
             "a thread sets a variable, main reads it without joining: 100 or 666",
             set_a_global<false>, {Invariant}),
      global("thread-shared-global-joined",
             "a thread sets a variable, main joins it and reads: 100", set_a_global<true>, {}),
      counting("thread-nomutex-hundred", "threads take one off a number each: steps get lost",
               count_down<false>, {Invariant}),
      counting("thread-mutex-hundred",
               "threads take one off a number each, under a lock: 0 is left", count_down<true>, {}),
      {.name = "list-shared-threads",
       .group = "tutorial",
       .summary = "threads append to one list: it grows; n! orders",
       .parameters = {{"threads", "that append", 10, 3, 1, 26}, orders_parameter(true)},
       .body = append_in_threads,
       .invariant = list_grows},
  };
}

}  // namespace ravel
