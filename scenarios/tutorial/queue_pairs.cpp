// Producers and consumers of a queue.
//
// - queue-producer-consumer-pair: one puts, one gets.
// - queue-producer-killed: the producer is killed before it puts. The consumer waits for ever, and
//   the main process for the consumer. A queue does not know who could still put: it has no end, as
//   a pipe has.
// - queue3-ten-producers-ten-consumers: more producers than places. Whoever finds no room waits for
//   a consumer; each item is got once, by anybody.
// - queue3-join-before-consume: wrong. The producers are joined before a consumer is started. Those
//   who find no room wait for ever: 10 producers and 3 places leave 7 of them.
// - queue-parent-drains-forever: the parent gets in an endless loop. When all children have ended,
//   it waits for ever. (The tutorial's program is ended by hand.)
// - queue-parent-drains-counted: right. It gets as many items as were put.
#include <algorithm>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

void put_one(os::Os&, Queue<std::string> queue) {
  queue.put("hello baby");
}

void get_one(os::Os& os, Queue<std::string> queue, Semaphore got) {
  print(os, "{}", queue.get());
  got.release();
}

template <bool killed>
void pair(os::Os& os, const Parameters&) {
  Queue<std::string> queue(os);
  queue.label("queue");
  const Semaphore got(os, 0);
  Process producer(os, put_one, queue);
  Process consumer(os, get_one, queue, got);
  producer.start();
  if constexpr (killed) producer.kill();
  consumer.start();
  producer.join();
  consumer.join();
  os.observe("got", got.get_value());
}

void input(os::Os& os, std::int64_t i, Queue<std::int64_t> queue) {
  queue.put(i);
  print(os, "{} has put {}", current_process(os).name(), i);
}

void output(os::Os& os, Queue<std::int64_t> queue, Lock lock, Log log) {
  const std::int64_t item = queue.get();
  const auto guard = lock.hold();
  print(os, "proc_name: {} gets info: {}", current_process(os).name(), item);
  log.add(static_cast<char>('a' + item));
}

template <bool join_first>
void many(os::Os& os, const Parameters& with) {
  const auto pairs = static_cast<std::size_t>(with["pairs"]);
  Queue<std::int64_t> queue(os, with["places"]);
  queue.label("queue");
  Lock lock(os);
  lock.label("print lock");
  Log log(os, pairs, with["orders"] != 0);
  Team producers(os);
  Team consumers(os);
  for (std::size_t i = 0; i < pairs; ++i) producers.add(input, i, queue);
  for (std::size_t i = 0; i < pairs; ++i) consumers.add(output, queue, lock, log);
  producers.start();
  if constexpr (join_first) producers.join();
  consumers.start();
  if constexpr (!join_first) producers.join();
  queue.close();  // of this process only: of no use, and no harm
  consumers.join();
  os.observe("order", log.text());
}

std::optional<std::string> each_item_once(const Outcome& outcome, const Parameters& with) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  if (with["orders"] == 0) return std::nullopt;
  std::string all;
  for (std::int64_t i = 0; i < with["pairs"]; ++i) all.push_back(static_cast<char>('a' + i));
  if (std::is_permutation(order.begin(), order.end(), all.begin(), all.end())) return std::nullopt;
  return "an item was lost, or got twice";
}

void put_number(os::Os&, std::int64_t i, Queue<std::int64_t> queue) {
  queue.put(i);
}

template <bool counted>
void drain(os::Os& os, const Parameters& with) {
  Queue<std::int64_t> queue(os);
  queue.label("queue");
  Team team(os);
  for (std::int64_t i = 0; i < with["processes"]; ++i) team.add(put_number, i, queue);
  team.start();
  std::string order;
  for (std::int64_t i = 0; !counted || i < with["processes"]; ++i) {
    const std::int64_t item = queue.get();
    print(os, "{}", item);
    order.push_back(static_cast<char>('a' + item));
  }
  team.join();
  os.observe("order", order);
}

Scenario crowd(std::string_view name, std::string_view summary, std::int64_t pairs, Body body,
               std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"pairs", "producers, and as many consumers", 10, pairs, 1, 26},
                         {"places", "of the queue", 3, 1, 1, 100},
                         orders_parameter(true)},
          .body = body,
          .invariant = each_item_once,
          .expected = std::move(expected)};
}

std::vector<ParameterSpec> drain_parameters() {
  return {{"processes", "that put one item each", 10, 3, 1, 26}};
}

}  // namespace

std::vector<Scenario> queue_pairs_scenarios() {
  using enum FindingKind;
  return {
      {.name = "queue-producer-consumer-pair",
       .group = "tutorial",
       .summary = "one process puts, the other one gets",
       .body = pair<false>},
      {.name = "queue-producer-killed",
       .group = "tutorial",
       .summary = "the producer is killed: the consumer waits for ever",
       .body = pair<true>,
       .expected = {Deadlock}},
      crowd("queue3-ten-producers-ten-consumers", "more producers than places in the queue", 2,
            many<false>, {}),
      crowd("queue3-join-before-consume", "joins the producers before anybody consumes", 3,
            many<true>, {Deadlock}),
      {.name = "queue-parent-drains-forever",
       .group = "tutorial",
       .summary = "gets for ever from a queue that nobody puts into any more",
       .parameters = drain_parameters(),
       .body = drain<false>,
       .expected = {Deadlock}},
      {.name = "queue-parent-drains-counted",
       .group = "tutorial",
       .summary = "gets as many items as were put: n! orders",
       .parameters = drain_parameters(),
       .body = drain<true>},
  };
}

}  // namespace ravel
