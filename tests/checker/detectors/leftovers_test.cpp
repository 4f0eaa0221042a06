// What a program leaves behind although all goes well: locks, permits, data.
#include <gtest/gtest.h>

#include "tests/checker/detectors/trial.h"

namespace ravel::test {
namespace {

using os::Os;

void keep_a(Os& os, const Things& things) {
  os.acquire(things.a, os::kForever);
}
void use_a(Os& os, const Things& things) {
  os.acquire(things.a, os::kForever);
  os.release(things.a);
}
void release_a(Os& os, const Things& things) {
  os.release(things.a);
}

TEST(UnreleasedLock, IsOneThatIsHeldInTheEnd) {
  const CheckResult kept = tried(all_of<keep_a>);
  EXPECT_TRUE(kept.complete);
  ASSERT_EQ(kinds(kept), Kinds{FindingKind::UnreleasedLock});
  EXPECT_EQ(kept.findings[0].message,
            "Process-1 ended without releasing a: use a guard, `auto guard = lock.hold();`");
  EXPECT_EQ(kept.findings[0].locations.size(), 1u);
  EXPECT_EQ(kinds(tried(all_of<use_a>)), Kinds{});
}

// A lock of multiprocessing may be released by another process than its holder.
TEST(UnreleasedLock, IsNoneIfSomebodyElseReleasesIt) {
  const Body body = [](Os& os, const Parameters&) {
    const Things things = make_things(os);
    os.acquire(things.a, os::kForever);
    os.wait(start(os, release_a, things), os::kForever);
  };
  EXPECT_EQ(kinds(tried(body)), Kinds{});
}

// Who is killed forgets nothing.
TEST(UnreleasedLock, IsNoneIfTheHolderWasKilled) {
  const Body body = [](Os& os, const Parameters&) {
    const os::Handle holder = start(os, use_a, make_things(os));
    os.kill(holder, os::Signal::Kill);
    os.wait(holder, os::kForever);
  };
  const CheckResult result = tried(body);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(kinds(result), Kinds{});
}

// A semaphore with one permit, that takes more.
template <int releases>
void counting(Os& os, const Parameters&) {
  const os::Handle rooms = os.create_semaphore(1, 100);
  os.label(rooms, "rooms");
  os.acquire(rooms, os::kForever);
  for (int i = 0; i < releases; ++i) os.release(rooms);
}
// A semaphore without permits is a signal: what is left of it says nothing.
void signalling(Os& os, const Parameters&) {
  os.release(os.create_semaphore(0, 100));
}

TEST(OverRelease, IsAPermitMoreThanAtFirst) {
  const CheckResult result = tried(counting<2>);
  ASSERT_EQ(kinds(result), Kinds{FindingKind::OverRelease});
  EXPECT_EQ(result.findings[0].message,
            "rooms has more permits in the end than at first: MainProcess releases more than it "
            "acquires; release only what was acquired, or use a BoundedSemaphore, which refuses");
  EXPECT_EQ(kinds(tried(counting<1>)), Kinds{});
  EXPECT_EQ(kinds(tried(signalling)), Kinds{});
}

template <int reads>
void through_a_pipe(Os& os, const Parameters&) {
  const auto [reader, writer] = os.create_pipe();
  os.label(reader, "pipe");
  std::byte byte[1] = {};
  os.write_stream(writer, byte);
  os.write_stream(writer, byte);
  for (int i = 0; i < reads; ++i) os.read_stream(reader, byte);
}

TEST(Leak, IsDataThatNobodyReads) {
  const CheckResult result = tried(through_a_pipe<1>);
  ASSERT_EQ(kinds(result), Kinds{FindingKind::Leak});
  EXPECT_EQ(result.findings[0].message,
            "something in pipe was never read: get everything that was put, or end with a message "
            "that says it was the last");
  EXPECT_EQ(kinds(tried(through_a_pipe<2>)), Kinds{});
}

// Who hangs up knows that something may have been on its way.
TEST(Leak, IsNoneOnAConnection) {
  const Body body = [](Os& os, const Parameters&) {
    const auto [one, other] = os.create_stream_pair();
    std::byte byte[1] = {};
    os.write_stream(one, byte);
    os.close_stream(other);
  };
  EXPECT_EQ(kinds(tried(body)), Kinds{});
}

}  // namespace
}  // namespace ravel::test
