// Threads on every operating system layer. The codes are those of the checklist of
// behaviours; in the simulator each must hold in every interleaving.
#include <algorithm>
#include <chrono>
#include <memory>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

template <class Call>
bool refused(Call call) {
  return !text_of<std::logic_error>(call).empty();
}

TEST_P(Conformance, TH01WrongUseIsRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    Thread thread(os, [&os] {
      Thread self = current_thread(os);
      expect(refused([&] { self.join(); }), "a thread that waits for itself");
    });
    expect(refused([&] { thread.join(); }), "joined before the start");
    thread.start();
    expect(refused([&] { thread.start(); }), "started twice");
    expect(refused([&] { thread.set_daemon(true); }), "made a daemon after the start");
    expect(refused([&] { thread.set_name("late"); }), "named after the start");
    thread.join();
    expect(refused([&] { thread.start(); }), "started again after its end");
    expect(refused([&] { current_thread(os).join(); }), "the first thread is joined");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// The daemon waits for a permit that nobody gives.
TEST_P(Conformance, TH02PR20AProcessWaitsForThreadsButNotForDaemons) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> value(os);
    Semaphore unused(os, 0);
    Process child(
        os,
        [](os::Os& own, Value<int> stored, Semaphore never) {
          Thread waited(own, [stored]() mutable { stored.store(1); });
          Thread daemon(own, {.name = "", .daemon = true}, [never]() mutable { never.acquire(); });
          daemon.start();
          waited.start();
        },
        value, unused);
    child.start();
    child.join();
    expect(child.exitcode() == 0, "the daemon did not keep it");
    expect(value.load() == 1, "the other thread had ended");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void give(os::Os&, Semaphore permit) {
  permit.release();
}
void leave_thread_behind(os::Os& os, Value<int> done) {
  Semaphore permit(os, 0);
  Process daemon(os, ProcessOptions{"", true}, give, permit);
  daemon.start();
  Thread(os, [permit, done]() mutable {
    permit.acquire();
    done.store(1);
  }).start();
}

// If the daemon were ended first, it might not have given the permit.
TEST_P(Conformance, TH02PR18ThreadsHaveTheDaemonsOfTheirProcessUntilTheyEnd) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> done(os);
    Process child(os, leave_thread_behind, done);
    child.start();
    child.join();
    expect(child.exitcode() == 0 && done.load() == 1, "the thread got what it waited for");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TH03AThreadIsAliveFromItsStartToItsEnd) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Thread thread(os, [gate]() mutable { gate.acquire(); });
    expect(!thread.is_alive() && !thread.ident(), "before the start");
    thread.start();
    expect(thread.is_alive(), "it waits");
    expect(!thread.join(5ms) && !thread.join(0ms) && !thread.join(-1s), "a join that gave up");
    gate.release();
    expect(thread.join() && thread.join(), "joining again is harmless");
    expect(!thread.is_alive() && thread.ident() == 1u, "it has ended");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TH04ThreadsKnowTheirNamesAndEachOther) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(current_thread(os).name() == "MainThread", "the first one");
    expect(current_thread(os).ident() == 0u && !current_thread(os).daemon(), "and what it is");
    Lock gate(os);
    gate.acquire();
    Thread first(os, [&os, gate]() mutable {
      expect(current_thread(os).name() == "Thread-1", "a thread finds itself");
      expect(current_thread(os).ident() == os.thread_id(), "by its number");
      gate.acquire();
    });
    Thread named(os, {.name = "feeder", .daemon = {}}, [] {});
    Thread second(os, [] {});
    expect(second.name() == "Thread-2" && named.name() == "feeder", "numbered by creation");
    expect(active_count(os) == 1, "nobody else was started");
    first.start();
    expect(active_count(os) == 2, "the first one counts");
    const std::vector<Thread> all = enumerate(os);
    expect(all[0].name() == "MainThread" && all[1].name() == "Thread-1", "in order of their start");
    gate.release();
    first.join();
    expect(active_count(os) == 1, "it has left");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TH05AnExceptionEndsOnlyItsThread) {
  const auto body = [](os::Os& os, const Parameters&) {
    Thread thread(os, [] { throw std::runtime_error("on purpose"); });
    thread.start();
    expect(thread.join() && !thread.is_alive(), "it ended");
  };
  const std::string text = problem(GetParam(), body);
  EXPECT_NE(text.find("on purpose"), std::string::npos) << "it is reported: " << text;
  EXPECT_EQ("", problem(GetParam(), body, {{1}, {FindingKind::Exception}})) << "and nothing else";
}

TEST_P(Conformance, ThreadsInheritBeingADaemon) {
  const auto body = [](os::Os& os, const Parameters&) {
    Thread daemon(os, {.name = "", .daemon = true}, [&os] {
      expect(Thread(os, [] {}).daemon(), "the thread of a daemon");
      expect(!Thread(os, {.name = "", .daemon = false}, [] {}).daemon(), "unless it is said");
    });
    expect(daemon.daemon() && !Thread(os, [] {}).daemon(), "the first thread is none");
    daemon.start();
    daemon.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AThreadSharesWhatItCapturesAndHasCopiesOfItsArguments) {
  const auto body = [](os::Os& os, const Parameters&) {
    std::vector<int> list = {1};
    const auto owned = std::make_shared<int>(7);
    Thread thread(
        os,
        [&list](std::vector<int> copy, std::shared_ptr<int> own) {
          list = {copy[0], *own};
        },
        list, owned);
    expect(owned.use_count() == 2, "an argument is copied at once");
    thread.start();
    thread.join();
    expect(list == std::vector<int>{1, 7}, "it wrote to the list of its process");
    expect(owned.use_count() == 1, "what it had ended with it");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TH06ALockMayBeReleasedByAnotherThreadAnRLockNot) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    RLock rlock(os);
    lock.acquire();
    rlock.acquire();
    rlock.acquire();
    Thread thread(os, [lock, rlock]() mutable {
      lock.release();
      expect(refused([&] { rlock.release(); }), "an rlock of another thread is released");
      expect(!rlock.try_acquire(), "or acquired");
    });
    thread.start();
    thread.join();
    expect(lock.try_acquire(), "it was released");
    rlock.release();
    rlock.release();
    expect(refused([&] { rlock.release(); }), "as often as it was acquired");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TH08ATimerCallsOnceUnlessItIsCancelled) {
  const auto body = [](os::Os& os, const Parameters&) {
    int calls = 0;
    Timer rings(os, 1ms, [&calls] { ++calls; });
    Timer silent(os, 1h, [&calls] { calls += 10; });
    rings.start();
    rings.join();
    silent.cancel();
    silent.start();
    silent.join();
    expect(calls == 1, "one has rung, once");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TH07AChildBeginsWithOneThread) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Thread thread(os, [gate]() mutable { gate.acquire(); });
    thread.start();
    expect(active_count(os) == 2, "two here");
    Process child(
        os,
        +[](os::Os& own, Lock held) {
          expect(active_count(own) == 1, "one there");
          expect(!held.try_acquire(), "what others hold is held");
        },
        gate);
    child.start();
    child.join();
    expect(child.exitcode() == 0, "as expected");
    gate.release();
    thread.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
