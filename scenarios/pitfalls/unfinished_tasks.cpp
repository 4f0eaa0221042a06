// A joinable queue knows of an item only that it was put, and that somebody says that it is done.
//
// - joinable-missing-task-done: the consumer forgets to say so: join waits for ever.
// - joinable-join-early: joins while the producer still puts. At that moment nothing is unfinished:
//   join returns, and what comes later is not waited for.
// - joinable-join-late: right. Joins the producer, then the queue; and every item is done.
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

struct Work {
  JoinableQueue<int> queue;
  Semaphore done;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(queue, done);
  }
};

void put_all(os::Os&, std::int64_t items, Work work) {
  for (int i = 0; i < items; ++i) work.queue.put(i);
}

template <bool says_so>
void work_off(os::Os&, std::int64_t items, Work work) {
  for (std::int64_t i = 0; i < items; ++i) {
    work.queue.get();
    work.done.release();
    if constexpr (says_so) work.queue.task_done();
  }
}

template <bool joins_producer, bool says_so>
void wait_for_all(os::Os& os, const Parameters& with) {
  Work work{JoinableQueue<int>(os), Semaphore(os, 0)};
  work.queue.label("queue");
  Process producer(os, put_all, with["items"], work);
  Process consumer(os, work_off<says_so>, with["items"], work);
  producer.start();
  consumer.start();
  if constexpr (joins_producer) producer.join();
  work.queue.join();
  os.observe("done", work.done.get_value());
  producer.join();
  consumer.join();
}

std::optional<std::string> all_done(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "done") == with["items"]) return std::nullopt;
  return "join returned before all was done";
}

Scenario work(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"items", "of work", 10, 2, 1, 1000}},
          .body = body,
          .invariant = all_done,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> unfinished_task_scenarios() {
  using enum FindingKind;
  return {
      work("joinable-missing-task-done", "nobody says that an item is done: join waits for ever",
           wait_for_all<true, false>, {Deadlock}),
      work("joinable-join-early", "joins the queue while the producer still puts",
           wait_for_all<false, true>, {Invariant}),
      work("joinable-join-late", "joins the producer, then the queue", wait_for_all<true, true>,
           {}),
  };
}

}  // namespace ravel
