// Ravel's own figures: forked processes that answer each other.
#include "primitives/all.h"
#include "primitives/os/posix/run.h"
#include "tests/bench/real/figures.h"

namespace ravel::bench {
namespace {

constexpr int kRounds = 50'000;

/// Measures `round` while a child runs `answer` with `arguments`.
template <class Answer, class Round, class... Arguments>
double with_partner(os::Os& os, Answer answer, Round round, const Arguments&... arguments) {
  Process partner(os, answer, arguments...);
  partner.start();
  const double measured = nanoseconds_of(kRounds, round);
  partner.join();
  return measured;
}

void answer_semaphore(os::Os&, Semaphore there, Semaphore back) {
  for (int i = 0; i < kRounds; ++i) {
    there.acquire();
    back.release();
  }
}

double measure_semaphore(os::Os& os) {
  Semaphore there(os, 0);
  Semaphore back(os, 0);
  const auto round = [&] {
    there.release();
    back.acquire();
  };
  return with_partner(os, answer_semaphore, round, there, back);
}

void answer_event(os::Os&, Event there, Event back) {
  for (int i = 0; i < kRounds; ++i) {
    there.wait();
    there.clear();
    back.set();
  }
}

double measure_event(os::Os& os) {
  Event there(os);
  Event back(os);
  const auto round = [&] {
    there.set();
    back.wait();
    back.clear();
  };
  return with_partner(os, answer_event, round, there, back);
}

void take_turn(Condition& condition, RawValue<int>& turn, int mine) {
  const auto guard = condition.hold();
  condition.wait_for([&] { return turn.load() == mine; });
  turn.store(1 - mine);
  condition.notify();
}

void answer_condition(os::Os&, Condition condition, RawValue<int> turn) {
  for (int i = 0; i < kRounds; ++i) take_turn(condition, turn, 1);
}

double measure_condition(os::Os& os) {
  Condition condition(os);
  RawValue<int> turn(os, 0);
  return with_partner(
      os, answer_condition, [&] { take_turn(condition, turn, 0); }, condition, turn);
}

void answer_barrier(os::Os&, Barrier barrier) {
  for (int i = 0; i < kRounds; ++i) barrier.wait();
}

double measure_barrier(os::Os& os) {
  Barrier barrier(os, 2);
  return with_partner(
      os, answer_barrier, [&] { barrier.wait(); }, barrier);
}

// The primitives on streams are not measured here, but what they stand on.
void answer_stream(os::Os& os, SharedObject stream) {
  std::byte byte{};
  for (int i = 0; i < kRounds; ++i) {
    os.read_stream(stream.handle(), std::span(&byte, 1));
    os.write_stream(stream.handle(), std::span(&byte, 1));
  }
}

double measure_stream(os::Os& os) {
  const auto [near, far] = os.create_stream_pair();
  const SharedObject own(os, near);
  const SharedObject other(os, far);
  std::byte byte{};
  const auto round = [&] {
    os.write_stream(own.handle(), std::span(&byte, 1));
    os.read_stream(own.handle(), std::span(&byte, 1));
  };
  return with_partner(os, answer_stream, round, other);
}

void put_numbers(os::Os&, Queue<int> queue) {
  for (int i = 0; i < kRounds; ++i) queue.put(i);
}

// All of them, from the first to the last: a piece could be what had been put before it began.
double measure_queue(os::Os& os) {
  Queue<int> queue(os);
  double best = 0;
  for (int attempt = 0; attempt < 10; ++attempt) {
    Process producer(os, put_numbers, queue);
    producer.start();
    queue.get();
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 1; i < kRounds; ++i) queue.get();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    producer.join();
    const double mean = took.count() / (kRounds - 1);
    if (attempt == 0 || mean < best) best = mean;
  }
  return best;
}

double measure_manager(os::Os& os) {
  Manager manager(os);
  auto dict = manager.dict<std::string, int>();
  return nanoseconds_of(5'000, [&] { dict.set("key", 1); });
}

void do_nothing(os::Os&) {}

double measure_process(os::Os& os) {
  return nanoseconds_of(500, [&] {
    Process child(os, do_nothing);
    child.start();
    child.join();
  });
}

void measure_all(os::Os& os) {
  // In tenths of nanoseconds, since numbers that are observed are whole.
  const auto note = [&](const char* name, double figure) {
    os.observe(name, static_cast<std::int64_t>(figure * 10));
  };
  Lock lock(os);
  note(kLockPair, nanoseconds_of(2'000'000, [&] {
         lock.acquire();
         lock.release();
       }));
  note(kSemaphore, measure_semaphore(os));
  note(kEvent, measure_event(os));
  note(kCondition, measure_condition(os));
  note(kBarrier, measure_barrier(os));
  note(kStream, measure_stream(os));
  note(kQueue, measure_queue(os));
  note(kManager, measure_manager(os));
  note(kProcess, measure_process(os));
}

// Each round has two entries of the log: there is room for all of them.
void measure_recorded(os::Os& os) {
  Lock lock(os);
  const double figure = nanoseconds_of(kRounds, [&] {
    lock.acquire();
    lock.release();
  });
  os.observe(kLockPairRecorded, static_cast<std::int64_t>(figure * 10));
}

void add_figures(void (*measure)(os::Os& os), std::size_t record_max, Figures& figures) {
  const os::posix::RunOptions options{.start_method = os::posix::StartMethod::Fork,
                                      .timeout = std::nullopt,
                                      .seed = std::nullopt,
                                      .capture_output = false,
                                      .record_max = record_max};
  for (const auto& [name, value] : os::posix::run(measure, options).observations)
    figures[name] = static_cast<double>(std::get<std::int64_t>(value)) / 10;
}

}  // namespace

Figures measure_ravel() {
  Figures figures;
  add_figures(measure_all, 0, figures);
  add_figures(measure_recorded, 2 * kRounds + 100, figures);
  return figures;
}

}  // namespace ravel::bench
