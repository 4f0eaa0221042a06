// Managers on every operating system layer. The codes are those of the checklist
// of behaviours; in the simulator each must hold in every interleaving.
#include <cerrno>
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

template <class Error, class Call>
bool throws(Call call) {
  return !text_of<Error>(call).empty();
}

TEST_P(Conformance, MA02AListBehavesAsALocalOne) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    ListProxy<int> list = manager.list<int>({1, 2});
    list.append(3);
    list.extend({4, 5});
    list.insert(0, 0);
    list.insert(-1, 9);
    expect((list.copy() == std::vector{0, 1, 2, 3, 4, 9, 5}), "in their places");
    expect(list.get(0) == 0 && list.get(-1) == 5 && list.len() == 7, "also from the end");
    list.set(-2, 8);
    expect(list.index(8) == 5 && list.pop() == 5 && list.pop(0) == 0, "taken away");
    list.remove(8);
    expect((list.copy() == std::vector{1, 2, 3, 4}), "what is left");
    expect(throws<std::out_of_range>([&] { list.get(4); }), "no such place");
    expect(throws<std::out_of_range>([&] { list.set(-5, 1); }), "no such place");
    expect(throws<std::invalid_argument>([&] { list.remove(8); }), "no such item");
    list.clear();
    expect(list.len() == 0 && throws<std::out_of_range>([&] { list.pop(); }), "empty");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA02MA13ADictKeepsTheOrderOfInsertion) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    DictProxy<std::string, int> dict = manager.dict<std::string, int>();
    dict.set("b", 1);
    dict.set("a", 2);
    dict.set("b", 3);
    using Items = std::vector<std::pair<std::string, int>>;
    expect((dict.items() == Items{{"b", 3}, {"a", 2}}) && dict.len() == 2, "the order");
    expect(dict.get("a") == 2 && dict.find("a") == 2 && !dict.find("c"), "found or not");
    expect(dict.contains("b") && !dict.contains("c"), "there or not");
    expect(dict.setdefault("a", 7) == 2 && dict.setdefault("c", 7) == 7, "set once");
    expect(dict.pop("b") == 3 && !dict.contains("b"), "taken away");
    dict.clear();
    expect(dict.items().empty(), "empty");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA03ErrorsCrossOver) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto dict = manager.dict<std::string, int>();
    expect(throws<KeyError>([&] { dict.get("a"); }), "KeyError stays KeyError");
    expect(throws<KeyError>([&] { dict.pop("a"); }), "again: the server goes on");
    auto lock = manager.lock();
    struct Wrong : LockProxy {
      using LockProxy::LockProxy;
      void unexposed() { call(os::Where::here(), "steal"); }
    };
    ArgumentWriter writer;
    writer(lock);
    Wrong wrong;
    ArgumentReader reader(os, writer.bytes());
    wrong.load(reader);
    expect(throws<RemoteError>([&] { wrong.unexposed(); }), "no such method");
    expect(throws<std::invalid_argument>([&] { manager.semaphore(-1); }), "-1 permits");
    expect(throws<std::invalid_argument>([&] { manager.barrier(0); }), "no parties");
    expect(throws<std::logic_error>([&] { LockProxy().acquire(); }), "an empty proxy");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA04WhatNobodyHoldsCannotBeReleased) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto lock = manager.lock();
    expect(throws<OverRelease>([&] { lock.release(); }), "a free lock");
    expect(lock.acquire() && !lock.try_acquire() && !lock.acquire(1ms), "held, also by itself");
    lock.release();
    lock.with([&] { expect(!lock.try_acquire(), "held meanwhile"); });
    expect(throws<KeyError>([&] { lock.with([] { throw KeyError("x"); }); }), "it passes on");
    expect(lock.try_acquire(), "and the lock is free");
    auto bounded = manager.bounded_semaphore(1);
    expect(throws<OverRelease>([&] { bounded.release(); }), "above the bound");
    auto semaphore = manager.semaphore(0);
    semaphore.release();
    expect(semaphore.get_value() == 1 && semaphore.acquire() && !semaphore.acquire(0ns), "1, 0");
    auto rlock = manager.rlock();
    expect(throws<NotHeld>([&] { rlock.release(); }), "not its owner");
    expect(rlock.acquire() && rlock.acquire(), "re-entrant");
    rlock.release();
    rlock.release();
    expect(throws<NotHeld>([&] { rlock.release(); }), "once too often");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void acquire_and_leave(os::Os&, LockProxy lock) {
  lock.acquire();
}

TEST_P(Conformance, MA05ALockThatAChildAcquiredTheParentMayRelease) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto lock = manager.lock();
    Process child(os, acquire_and_leave, lock);
    child.start();
    child.join();
    expect(!lock.try_acquire(), "the child has it");
    lock.release();
    expect(lock.try_acquire(), "free again");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA06AProxyInsideOfAProxyIsTheSameObject) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto dict = manager.dict<std::string, ListProxy<int>>();
    dict.set("a", manager.list<int>({1}));
    dict.get("a").append(2);
    expect(dict.get("a").copy() == (std::vector{1, 2}), "it is shared");
    auto plain = manager.dict<std::string, std::vector<int>>();
    plain.set("a", {1});
    plain.get("a").push_back(2);
    expect(plain.get("a") == std::vector{1}, "a plain one is copied");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA02MA09NamespacesValuesAndArrays) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto names = manager.Namespace();
    names.set("x", 1);
    names.set("text", std::string("t"));
    expect(names.get<int>("x") == 1 && names.get<std::string>("text") == "t", "of any type");
    names.remove("x");
    expect(throws<KeyError>([&] { names.get<int>("x"); }), "gone");
    auto value = manager.value(2.5);
    value.set(value.get() * 2);
    expect(value.get() == 5.0, "set");
    auto array = manager.array<int>({1, 2});
    array.set(-1, 3);
    expect(array.get(1) == 3 && array.len() == 2 && array.copy() == (std::vector{1, 3}), "set");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void set_event(os::Os&, EventProxy event) {
  event.set();
  event.clear();
}

TEST_P(Conformance, MA02APulseOfAnEventReachesWhoWaits) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto event = manager.event();
    expect(!event.is_set() && !event.wait(0ns) && !event.wait(1ms), "not set");
    event.set();
    expect(event.is_set() && event.wait(), "set");
    event.clear();
    Process child(os, set_event, event);
    child.start();
    event.wait(1ms);
    child.join();
    expect(!event.is_set(), "cleared");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void notify_when_held(os::Os&, ConditionProxy condition) {
  condition.acquire();
  condition.notify();
  condition.release();
}

TEST_P(Conformance, MA02AConditionWakesItsSleeper) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto condition = manager.condition();
    expect(throws<NotHeld>([&] { condition.wait(); }), "wait");
    expect(throws<NotHeld>([&] { condition.notify(); }), "notify");
    Process child(os, notify_when_held, condition);
    condition.acquire();
    condition.acquire();
    condition.notify_all();
    expect(!condition.wait(0ns) && !condition.wait(1ms), "nothing is remembered");
    child.start();
    expect(condition.wait(), "notified");
    child.join();
    condition.release();
    condition.release();
    expect(throws<NotHeld>([&] { condition.release(); }), "as many levels as before");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void wait_at(os::Os&, BarrierProxy barrier) {
  barrier.wait();
}

TEST_P(Conformance, MA02ABarrierLetsAllGoOrNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto barrier = manager.barrier(2);
    expect(throws<BrokenBarrier>([&] { barrier.wait(1ms); }) && barrier.broken(), "nobody came");
    expect(throws<BrokenBarrier>([&] { barrier.wait(); }), "it stays broken");
    barrier.reset();
    expect(!barrier.broken() && barrier.n_waiting() == 0, "as new");
    Process child(os, wait_at, barrier);
    child.start();
    const int place = barrier.wait();
    expect(place == 0 || place == 1, "one of two");
    child.join();
    barrier.abort();
    expect(throws<BrokenBarrier>([&] { barrier.wait(); }), "aborted");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void get_and_finish(os::Os&, JoinableQueueProxy<int> queue) {
  expect(queue.get() == 2, "the item");
  queue.task_done();
}

TEST_P(Conformance, MA02QueuesAreBoundedAndCountTasks) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto queue = manager.joinable_queue<int>(1);
    expect(queue.empty() && !queue.full() && queue.join(), "new");
    expect(throws<Empty>([&] { queue.get_nowait(); }), "no item");
    expect(throws<Empty>([&] { queue.get(1ms); }), "nobody puts one");
    expect(throws<std::invalid_argument>([&] { queue.task_done(); }), "no task");
    queue.put(2);
    expect(queue.full() && queue.qsize() == 1 && !queue.join(0ns), "one");
    expect(throws<Full>([&] { queue.put_nowait(3); }), "no place");
    Process child(os, get_and_finish, queue);
    child.start();
    expect(queue.join(), "done");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA10MA12AfterTheShutdownNobodyAnswersUntilANewOneStarts) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os, "local:here", "key");
    expect(manager.address() == "local:here", "where it listens");
    auto list = manager.list<int>({1});
    manager.shutdown();
    manager.shutdown();
    expect(errno_of([&] { list.len(); }) != 0, "the connection is gone");
    expect(errno_of([&] { list.len(); }) == ECONNREFUSED, "and nobody listens");
    expect(errno_of([&] { manager.lock(); }) == ECONNREFUSED, "nor makes anything");
    Manager again(os, "local:here", "key");
    expect(again.list<int>({7}).get(0) == 7, "another server");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA11WhoHasNotTheKeyIsRefusedAndTheOthersAreServed) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os, "local:here", "key");
    auto list = manager.list<int>({1});
    expect(throws<AuthenticationError>([&] { connect(os, "local:here", "another"); }), "a key");
    Connection garbage = connect(os, "local:here", "key");
    garbage.send_bytes("this is no request");
    expect(throws<EndOfStream>([&] { garbage.recv_bytes(); }), "who says nonsense is sent away");
    expect(list.get(0) == 1, "it goes on");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void wait_for_ever(os::Os&, QueueProxy<int> queue) {
  queue.get();
}

TEST_P(Conformance, MA02WhoIsKilledWhileHeWaitsIsForgotten) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto queue = manager.queue<int>();
    Process victim(os, wait_for_ever, queue);
    victim.start();
    victim.kill();
    victim.join();
    queue.put(1);
    queue.put(2);
    expect(queue.get() == 1 && queue.get() == 2, "nothing is lost");
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, 1));
}

void sleep_at(os::Os&, ConditionProxy condition) {
  condition.acquire();
  condition.wait();
  condition.release();
}

// The main process has the lock: the victim sleeps, or has not got the lock yet.
TEST_P(Conformance, MA02WhoIsKilledWhileHeSleepsIsNotNotified) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto condition = manager.condition();
    Process victim(os, sleep_at, condition);
    Process notifier(os, notify_when_held, condition);
    victim.start();
    condition.acquire();
    victim.kill();
    victim.join();
    notifier.start();
    expect(condition.wait(), "the one who is alive is notified");
    condition.release();
    notifier.join();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, 1));
}

}  // namespace
}  // namespace ravel
