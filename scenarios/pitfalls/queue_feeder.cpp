// Is what was put in the queue? CPython's `put` hands it to a thread that sends it, and returns.
//
// - queue-empty-lies: puts an item, and asks at once whether the queue is empty. It may say so, and
//   get_nowait may raise Empty, to the very process that has put it.
// - queue-empty-tells: Ravel's `put` returns when the item is in the queue.
// - queue-order-two-producers: a process puts, then starts another one, which puts too. The second
//   item can come first: the thread of the first one may be late.
// - queue-order-kept: in Ravel's queue what was put first is in front.
#include "primitives/all.h"
#include "scenarios/pitfalls/cpython_queue.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

template <class AnyQueue>
void put_and_ask(os::Os& os, const Parameters&) {
  AnyQueue queue(os);
  queue.put(1);
  const bool empty = queue.empty();
  print(os, "empty() says {}", empty);
  os.observe("empty", empty);
  os.observe("item", queue.get());
}

template <class AnyQueue>
void put_second(os::Os&, AnyQueue queue) {
  queue.put(2);
}

template <class AnyQueue>
void put_one_after_the_other(os::Os& os, const Parameters&) {
  AnyQueue queue(os);
  queue.put(1);
  Process second(os, put_second<AnyQueue>, queue);
  second.start();
  const int got = queue.get();
  print(os, "got {} first", got);
  queue.get();
  second.join();
  os.observe("first", got);
}

std::optional<std::string> first_is_first(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "first") == 1) return std::nullopt;
  return "the item that was put first came second";
}

std::optional<std::string> is_not_empty(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "empty") == 0) return std::nullopt;
  return "the queue says that it is empty, although an item was put";
}

Scenario queue(std::string_view name, std::string_view summary, Body body, Invariant invariant,
               std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .invariant = invariant,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> queue_feeder_scenarios() {
  using enum FindingKind;
  return {
      queue("queue-empty-lies", "CPython's queue may be empty right after a put",
            put_and_ask<cpython::Queue<int>>, is_not_empty, {Invariant}),
      queue("queue-empty-tells", "Ravel's queue has what was put", put_and_ask<Queue<int>>,
            is_not_empty, {}),
      queue("queue-order-kept", "Ravel's queue keeps the order in which two processes put",
            put_one_after_the_other<Queue<int>>, first_is_first, {}),
      queue("queue-order-two-producers", "CPython's queue may exchange what two processes put",
            put_one_after_the_other<cpython::Queue<int>>, first_is_first, {Invariant}),
  };
}

}  // namespace ravel
