// Producers and consumers of a joinable queue, which counts what was put and is not done yet. The
// consumers work for ever: they are daemons, and end with the program when all is done.
//
// - joinable-two-producers-two-consumers: right. Joins the producers, so that nothing more is put,
//   then the queue, so that all has been eaten.
// - jq-join-without-producer-join: wrong. Nothing is unfinished before the first put either: join
//   returns at once, the program ends, and the consumers with it. (Producers are no daemons: they
//   are waited for, and put what nobody eats.)
// - jq-consumer-crash: a consumer fails before task_done. What it took is never done: join waits
//   for ever, unless the consumer says in any case that it is done.
// - jq-double-task-done: one item is done twice. What another one has put counts as done, and join
//   returns too early; or there is none, and it is an error.
// - jq-nondaemon-consumers: all is eaten, but the program waits for consumers that wait for ever.
// - jq-sentinels: right without daemons. Each consumer gets a last item that tells it to end.
//
// The program is a process of its own here, so that its end can be observed.
#include <fmt/format.h>

#include <cctype>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"
#include "scenarios/whole_program.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using Food = JoinableQueue<std::string>;

struct Kitchen {
  Food queue;
  Log log;
  Semaphore eaten;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(queue, log, eaten);
  }
};

/// Tells a consumer to end.
std::string nothing_more() {
  return {};
}

void produce(os::Os& os, std::string name, std::int64_t items, Kitchen kitchen) {
  for (std::int64_t i = 0; i < items; ++i) {
    os.sleep(std::chrono::milliseconds(os.entropy() % 3));
    const std::string food = fmt::format("{}'s food {}", name, i);
    print(os, "{}", food);
    kitchen.log.add(name[0]);
    kitchen.queue.put(food);
  }
}

void consume(os::Os& os, std::string name, Kitchen kitchen) {
  for (;;) {
    const std::string food = kitchen.queue.get();
    if (food == nothing_more()) return kitchen.queue.task_done();
    print(os, "\033[31m{} has eaten {}\033[0m", name, food);
    kitchen.log.add(static_cast<char>(std::toupper(food[0])));
    kitchen.eaten.release();
    os.sleep(std::chrono::milliseconds(os.entropy() % 3));
    kitchen.queue.task_done();
  }
}

void choke(os::Os&, std::string name, Kitchen kitchen) {
  throw std::runtime_error(fmt::format("{} cannot eat {}", name, kitchen.queue.get()));
}

void eat_once_count_twice(os::Os& os, std::string name, Kitchen kitchen) {
  print(os, "{} has eaten {}", name, kitchen.queue.get());
  kitchen.eaten.release();
  kitchen.queue.task_done();
  kitchen.queue.task_done();
}

enum class End { Joined, NotJoined, NoDaemons, Sentinels };

template <End end, auto consumer>
void dinner(os::Os& os, std::int64_t items, std::int64_t consumers, Kitchen kitchen) {
  Team producers(os);
  producers.add(produce, "zmm", items, kitchen);
  producers.add(produce, "yzy", items, kitchen);
  producers.start();
  std::vector<Process> eaters;
  for (std::int64_t i = 0; i < consumers; ++i) {
    const bool daemon = end == End::Joined || end == End::NotJoined;
    const ProcessOptions options{.name = {}, .daemon = daemon};
    eaters.emplace_back(os, options, consumer, i == 0 ? "czh" : "lc", kitchen);
    eaters.back().start();
  }
  if constexpr (end != End::NotJoined) producers.join();
  if constexpr (end == End::Sentinels)
    for (std::int64_t i = 0; i < consumers; ++i) kitchen.queue.put(nothing_more());
  kitchen.queue.join();
}

template <End end, auto consumer>
void run_dinner(os::Os& os, const Parameters& with) {
  const std::int64_t items = with["items"];
  Kitchen kitchen{Food(os), Log(os, static_cast<std::size_t>(4 * items), with["orders"] != 0),
                  Semaphore(os, 0)};
  kitchen.queue.label("queue");
  run_program(os, dinner<end, consumer>, items, with["consumers"], kitchen);
  os.observe("eaten", kitchen.eaten.get_value());
  os.observe("order", kitchen.log.text());
}

std::optional<std::string> all_is_eaten(const Outcome& outcome, const Parameters& with) {
  const std::int64_t left = 2 * with["items"] - integer(outcome, "eaten");
  if (left == 0) return std::nullopt;
  return fmt::format("{} of {} items were not eaten", left, 2 * with["items"]);
}

Scenario dining_hall(std::string_view name, std::string_view summary, int consumers, bool orders,
                     Body body, std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"items", "of each of the two producers", 10, 1, 1, 100},
                         {"consumers", "who eat them", 2, consumers, 1, 10},
                         orders_parameter(orders)},
          .body = body,
          .invariant = all_is_eaten,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> joinable_queue_scenarios() {
  using enum FindingKind;
  return {
      dining_hall("joinable-two-producers-two-consumers",
                  "joins the producers, then the queue: all is eaten", 1, true,
                  run_dinner<End::Joined, consume>, {}),
      dining_hall("jq-join-without-producer-join",
                  "joins the queue before all is put: the rest is lost", 1, false,
                  run_dinner<End::NotJoined, consume>, {Invariant}),
      dining_hall("jq-consumer-crash", "a consumer fails before task_done: join waits for ever", 1,
                  false, run_dinner<End::Joined, choke>, {Deadlock, Exception}),
      dining_hall("jq-double-task-done", "says twice that one item is done", 1, false,
                  run_dinner<End::Joined, eat_once_count_twice>, {Deadlock, Exception, Invariant}),
      dining_hall("jq-nondaemon-consumers", "the consumers are no daemons: nobody ends them", 1,
                  false, run_dinner<End::NoDaemons, consume>, {Deadlock}),
      dining_hall("jq-sentinels", "a last item for each consumer tells it to end", 1, false,
                  run_dinner<End::Sentinels, consume>, {}),
  };
}

}  // namespace ravel
