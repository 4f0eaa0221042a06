// The synchronisation primitives between threads of one process, on every operating system layer
// that has them; the same codes as between processes.
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

/// Runs `function` in two threads and waits for both.
template <class Function>
void in_two_threads(os::Os& os, const Function& function) {
  Thread first(os, function);
  Thread second(os, function);
  first.start();
  second.start();
  first.join();
  second.join();
}

TEST_P(Conformance, LK07ALockExcludesThreads) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    int inside = 0;
    int sum = 0;
    in_two_threads(os, [&os, lock, &inside, &sum]() mutable {
      const auto guard = lock.hold();
      expect(++inside == 1, "one at a time");
      os.sleep(1us);
      ++sum;
      --inside;
    });
    expect(sum == 2, "both were inside");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, RL01AnRLockBelongsToOneThread) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    Value<int> value(os, 0, lock);
    in_two_threads(os, [lock, value]() mutable {
      const auto outer = lock.hold();
      value.locked().add(1);
    });
    expect(value.load() == 2, "no increment was lost");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SE01ASemaphoreLetsAsManyThreadsInAsItHasPermits) {
  const auto body = [](os::Os& os, const Parameters&) {
    Semaphore semaphore(os, 1);
    int inside = 0;
    in_two_threads(os, [&os, semaphore, &inside]() mutable {
      semaphore.acquire();
      expect(++inside == 1, "one permit, one thread");
      os.sleep(1us);
      --inside;
      semaphore.release();
    });
    expect(semaphore.get_value() == 1, "all permits are back");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO08AConditionWakesTheThreadThatWaitsForIt) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    bool ready = false;
    Thread waiter(os, [condition, &ready]() mutable {
      const auto guard = condition.hold();
      expect(condition.wait_for([&ready] { return ready; }), "woken by the notification");
    });
    waiter.start();
    {
      const auto guard = condition.hold();
      ready = true;
      condition.notify();
    }
    waiter.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EV02EV04AnEventWakesThreadsHoweverSoonItIsCleared) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    Thread waiter(os, [event]() mutable { expect(event.wait(), "it was set"); });
    waiter.start();
    event.set();
    waiter.join();
    expect(event.is_set(), "it stays set");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, BA01ABarrierHoldsThreadsUntilAllHaveCome) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    int came = 0;
    Thread other(os, [barrier, &came]() mutable {
      ++came;
      barrier.wait();
    });
    other.start();
    ++came;
    barrier.wait();
    expect(came == 2, "nobody goes on before both have come");
    other.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void add_in_two_threads(os::Os& os, Value<int> value) {
  in_two_threads(os, [value]() mutable { value.locked().add(1); });
}

// Two threads of a child and the main process: owners differ by process and by thread.
TEST_P(Conformance, VA03ThreadsOfDifferentProcessesShareAValue) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> value(os);
    Process child(os, add_in_two_threads, value);
    child.start();
    value.locked().add(1);
    child.join();
    expect(value.load() == 3, "no increment was lost");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
