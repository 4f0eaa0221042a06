// Queues and pipes that are full.
//
// - queue-race-maxsize: asks whether the queue is full, and puts without waiting if it is not. By
//   then another producer has taken the last place: Full.
// - queue-race-maxsize-tried: right. Putting itself tells whether there was room.
// - join-before-drain: a child sends more than a pipe has room for, and its parent joins it before
//   it receives: each waits for the other. (A queue of CPython is such a pipe: what was put is sent
//   by a thread, which the child waits for at its end.)
// - join-before-drain-drained: right. First receives, then joins.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

template <bool tries>
void produce(os::Os& os, std::int64_t i, Queue<std::int64_t> queue) {
  if constexpr (tries) {
    if (!queue.try_put(i)) print(os, "producer {} does something else", i);
  } else {
    if (queue.full()) return print(os, "producer {} does something else", i);
    queue.put_nowait(i);
  }
}

template <bool tries>
void fill(os::Os& os, const Parameters& with) {
  Queue<std::int64_t> queue(os, 1);
  queue.label("queue");
  Team team(os);
  for (std::int64_t i = 0; i < with["producers"]; ++i) team.add(produce<tries>, i, queue);
  team.run();
  os.observe("items", queue.qsize());
  if constexpr (tries) queue.get();  // one of them has found room
}

void send_much(os::Os&, std::int64_t bytes, Connection out) {
  out.send_bytes(std::string(static_cast<std::size_t>(bytes), 'x'));
}

template <bool drained>
void join_and_receive(os::Os& os, const Parameters& with) {
  auto [in, out] = Pipe(os, Pipe::Kind::OneWay);
  in.label("pipe");
  Process child(os, send_much, with["bytes"], out);
  child.start();
  if constexpr (!drained) child.join();
  os.observe("bytes", static_cast<std::int64_t>(in.recv_bytes().size()));
  if constexpr (drained) child.join();
}

Scenario race(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"producers", "for one place", 10, 2, 1, 50}},
          .body = body,
          .expected = std::move(expected)};
}

Scenario drain(std::string_view name, std::string_view summary, Body body,
               std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"bytes", "of the message", 1'000'000, 1'000'000, 1, 10'000'000}},
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> queue_limit_scenarios() {
  using enum FindingKind;
  return {
      race("queue-race-maxsize", "looks whether there is room, then puts: there is none any more",
           fill<false>, {Exception}),
      race("queue-race-maxsize-tried", "puts if there is room, in one step", fill<true>, {}),
      drain("join-before-drain", "joins a child that waits for somebody to receive",
            join_and_receive<false>, {Deadlock}),
      drain("join-before-drain-drained", "receives what a child sends, then joins it",
            join_and_receive<true>, {}),
  };
}

}  // namespace ravel
