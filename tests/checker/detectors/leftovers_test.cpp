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

// Locks refuse. Who swallows that goes on with one release more than acquires.
template <int acquires, int releases>
void swallowing(Os& os, const Parameters&) {
  const Things things = make_things(os);
  for (int i = 0; i < acquires; ++i) os.acquire(things.a, os::kForever);
  for (int i = 0; i < releases; ++i) os.release(things.a);
}

TEST(OverRelease, IsARefusedReleaseOfWhoHasReturnedAll) {
  const CheckResult result = tried(swallowing<1, 2>);
  EXPECT_TRUE(result.complete);
  ASSERT_EQ(kinds(result), Kinds{FindingKind::OverRelease});
  EXPECT_EQ(result.findings[0].message,
            "MainProcess releases more of a than it acquires: that was refused, and it went on; "
            "release only what was acquired, where it was acquired");
  EXPECT_EQ(result.findings[0].locations.size(), 1u);
  EXPECT_EQ(kinds(tried(swallowing<1, 1>)), Kinds{});
}

// Who only releases may fill a semaphore up, and learns when it is full. And whoever is refused
// because another one has released in its stead has done nothing wrong.
TEST(OverRelease, IsNoneForWhoOnlyReleasesOrIsOwedOne) {
  EXPECT_EQ(kinds(tried(swallowing<0, 1>)), Kinds{});
  EXPECT_EQ(kinds(tried(all_of<use_a, release_a>)), Kinds{});
}

// A child that stores twice; its parent ends by exit, or waits first, or returns.
void store_twice(Os& os, const Things& things) {
  os.store(things.x, 1, os::Access::Atomic);
  os.store(things.x, 2, os::Access::Atomic);
}
enum class End { Exit, JoinAndExit, Return };
template <End end>
void parent_of_one(Os& os, const Parameters&) {
  const os::Handle child = start(os, store_twice, make_things(os));
  if (end == End::JoinAndExit) os.wait(child, os::kForever);
  if (end != End::Return) os.exit(0);
}

TEST(Leak, IsAChildThatEndsWithItsParentInsteadOfBeingJoined) {
  const CheckResult result = tried(parent_of_one<End::Exit>);
  EXPECT_TRUE(result.complete);
  ASSERT_EQ(kinds(result), Kinds{FindingKind::Leak});
  EXPECT_EQ(result.findings[0].message,
            "MainProcess was ended by exit, which waits for nobody, and Process-1 ended with it, "
            "wherever it was: join it first, or make it a daemon if that is meant");
  EXPECT_EQ(kinds(tried(parent_of_one<End::JoinAndExit>)), Kinds{});
  EXPECT_EQ(kinds(tried(parent_of_one<End::Return>)), Kinds{});
}

// Daemons are there to be ended, and what a killed process leaves was ended by force.
TEST(Leak, IsNoChildThatIsADaemonOrWhoseParentWasKilled) {
  const Body daemon = [](Os& os, const Parameters&) {
    const Things things = make_things(os);
    start(os, store_twice, things, true);
    os.exit(0);
  };
  EXPECT_EQ(kinds(tried(daemon)), Kinds{});
  const Body killed = [](Os& os, const Parameters&) {
    const Part parent = [](Os& its, const Things& things) { start(its, store_twice, things); };
    const os::Handle child = start(os, parent, make_things(os));
    os.kill(child, os::Signal::Kill);
    os.wait(child, os::kForever);
  };
  EXPECT_EQ(kinds(tried(killed)), Kinds{});
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
