// Who waits for ever, and why: partial deadlocks, lost wake-ups, ends of streams that are not
// closed.
#include <gtest/gtest.h>

#include <algorithm>

#include "primitives/condition.h"
#include "primitives/event.h"
#include "primitives/process.h"
#include "primitives/raw_value.h"
#include "tests/checker/detectors/trial.h"

namespace ravel::test {
namespace {

using os::Os;

void a_then_b(Os& os, const Things& things) {
  os.acquire(things.a, os::kForever);
  os.acquire(things.b, os::kForever);
  os.release(things.b);
  os.release(things.a);
}
void b_then_a(Os& os, const Things& things) {
  os.acquire(things.b, os::kForever);
  os.acquire(things.a, os::kForever);
  os.release(things.a);
  os.release(things.b);
}
void no_lock(Os& os, const Things& things) {
  os.load(things.y, os::Access::Plain);
}
void twice_a(Os& os, const Things& things) {
  os.acquire(things.a, os::kForever);
  os.acquire(things.a, os::kForever);
}

TEST(Deadlock, IsPartialIfSomebodyHasEndedByHimself) {
  const CheckResult all = tried(all_of<a_then_b, b_then_a>);
  ASSERT_EQ(all.findings.size(), 1u);
  EXPECT_EQ(all.findings[0].kind, FindingKind::Deadlock);
  EXPECT_EQ(all.findings[0].message,
            "nobody can go on: MainProcess, Process-1, Process-2 wait for ever: Process-1 and "
            "Process-2 each hold a lock that the next one wants; take locks in one order "
            "everywhere");
  const CheckResult some = tried(all_of<a_then_b, b_then_a, no_lock>);
  EXPECT_TRUE(some.complete);
  ASSERT_EQ(some.findings.size(), 1u);
  EXPECT_EQ(some.findings[0].kind, FindingKind::PartialDeadlock);
  EXPECT_EQ(some.findings[0].waits,
            (std::vector<WaitsFor>{{"MainProcess", "the end of Process-1", ""},
                                   {"Process-1", "b", "Process-2"},
                                   {"Process-2", "a", "Process-1"}}));
  EXPECT_EQ(some.findings[0].locations.size(), 3u);
  EXPECT_EQ(kinds(tried(all_of<a_then_b, a_then_b, no_lock>)), Kinds{});
}

TEST(Deadlock, OfAProcessWithItselfSaysSo) {
  const CheckResult result = tried(all_of<twice_a>);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].message,
            "nobody can go on: MainProcess, Process-1 wait for ever: Process-1 acquires a lock "
            "that it holds; release it first, or use an RLock");
}

void lock_the_file_for_ever(Os& os, const Things& things) {
  os.lock_file(os.open_file("f", os::FileMode::Append), os::kForever);
  os.acquire(things.signal, os::kForever);
}

TEST(Deadlock, NamesWhoHasTheLockOfAFile) {
  const CheckResult result = tried(all_of<lock_the_file_for_ever, lock_the_file_for_ever>);
  ASSERT_EQ(result.findings.size(), 1u);
  const std::vector<WaitsFor>& waits = result.findings[0].waits;
  const auto waiter = std::ranges::find(waits, "the lock of 'f'", &WaitsFor::what);
  ASSERT_NE(waiter, waits.end());
  EXPECT_EQ(waiter->held_by, waiter->who == "Process-1" ? "Process-2" : "Process-1");
}

// Who was killed has not gone on.
TEST(Deadlock, IsNotPartialBecauseTheHolderWasKilled) {
  const Body body = [](Os& os, const Parameters&) {
    const Things things = make_things(os);
    const os::Handle holder = start(os, twice_a, things);
    start(os, a_then_b, things);
    os.kill(holder, os::Signal::Kill);
  };
  EXPECT_EQ(kinds(tried(body)), Kinds{FindingKind::Deadlock});
}

struct News {
  Condition condition;
  RawValue<int> happened;
  Event event;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(condition, happened, event);
  }
};
using Role = void (*)(Os&, News);

template <Role waits, Role tells>
void news(Os& os, const Parameters&) {
  News all{Condition(os), RawValue<int>(os), Event(os)};
  all.condition.label("news");
  Process(os, waits, all).start();
  Process(os, tells, all).start();
}

void wait_blindly(Os&, News it) {
  const auto guard = it.condition.hold();
  it.condition.wait();
}
void wait_looking(Os&, News it) {
  const auto guard = it.condition.hold();
  it.condition.wait_for([&] { return it.happened.load() != 0; });
}
void tell(Os&, News it) {
  const auto guard = it.condition.hold();
  it.happened.store(1);
  it.condition.notify_all();
}
void forget_to_tell(Os&, News it) {
  const auto guard = it.condition.hold();
  it.condition.notify_all();
}
void wait_for_event(Os&, News it) {
  it.event.wait();
}
void pulse(Os&, News it) {
  it.event.set();
  it.event.clear();
}
void set(Os&, News it) {
  it.event.set();
}

TEST(LostWakeup, IsANotificationBeforeTheWait) {
  const CheckResult lost = tried(news<wait_blindly, tell>);
  EXPECT_TRUE(lost.complete);
  ASSERT_EQ(kinds(lost), Kinds{FindingKind::LostWakeup});
  const Finding& finding = lost.findings.front();
  EXPECT_EQ(finding.message,
            "Process-1 waits for ever for condition news: Process-2 notified it before that, and a "
            "notification is not remembered; write down what has happened, and look at it under "
            "the lock before each wait (wait_for does)");
  EXPECT_EQ(finding.locations.size(), 2u);
  EXPECT_EQ(finding.waits.back(), (WaitsFor{"Process-1", "condition news", ""}));
  EXPECT_EQ(kinds(tried(news<wait_looking, tell>)), Kinds{});
}

// It has looked after the notification, and gone to sleep again: what is missing is another one.
TEST(LostWakeup, IsNoneIfTheSleeperKnewOfTheNotification) {
  EXPECT_EQ(kinds(tried(news<wait_looking, forget_to_tell>)), Kinds{FindingKind::PartialDeadlock});
}

TEST(LostWakeup, IsAnEventThatWasSetAndClearedBefore) {
  const CheckResult lost = tried(news<wait_for_event, pulse>);
  EXPECT_TRUE(lost.complete);
  EXPECT_EQ(kinds(lost), Kinds{FindingKind::LostWakeup});
  EXPECT_EQ(kinds(tried(news<wait_for_event, set>)), Kinds{});
}

// The parent closes its write end and waits; the child reads to the end.
template <bool child_closes>
void read_to_the_end(Os& os, const Things& things) {
  std::byte bytes[8];
  if (child_closes) os.close_stream(things.writer);
  while (os.read_stream(things.reader, bytes) != 0) {
  }
}
template <bool child_closes>
void pipe_to_child(Os& os, const Parameters&) {
  Things things;
  std::tie(things.reader, things.writer) = os.create_pipe();
  os.label(things.reader, "pipe");
  const os::Handle child = start(os, read_to_the_end<child_closes>, things);
  os.write_stream(things.writer, std::as_bytes(std::span("text")));
  os.close_stream(things.writer);
  os.wait(child, os::kForever);
}

TEST(Leak, IsAnEndThatKeepsItsOwnReaderWaiting) {
  const CheckResult open = tried(pipe_to_child<false>);
  EXPECT_TRUE(open.complete);
  ASSERT_EQ(kinds(open), Kinds{FindingKind::Leak});
  EXPECT_EQ(open.findings[0].message,
            "Process-1 waits for ever for the end of pipe, whose write end it has open itself, and "
            "nobody else: close it before reading");
  EXPECT_EQ(kinds(tried(pipe_to_child<true>)), Kinds{});
}

void read_twice(Os& os, const Things& things) {
  std::byte bytes[1];
  os.read_stream(things.reader, bytes);
  os.read_stream(things.reader, bytes);
}

// Nobody closes an end, as with a queue: what is missing is data, not the end. The parent waits for
// the child and has the write end, too.
TEST(Leak, IsNoneIfTheEndIsNotMeantToCome) {
  const Body body = [](Os& os, const Parameters&) {
    Things things;
    std::tie(things.reader, things.writer) = os.create_pipe();
    const os::Handle child = start(os, read_twice, things);
    os.write_stream(things.writer, std::as_bytes(std::span("t", 1)));
    os.wait(child, os::kForever);
  };
  EXPECT_EQ(kinds(tried(body)), Kinds{FindingKind::Deadlock});
}

}  // namespace
}  // namespace ravel::test
