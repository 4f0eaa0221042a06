// The oracle itself against theory: exact numbers of classes, each derived by hand, and for every
// class as many interleavings as its order has linear extensions.
#include "tests/checker/reference/classes.h"

#include <gmock/gmock.h>

#include "tests/checker/reference/explore.h"
#include "tests/sim/programs.h"

namespace ravel::reference {
namespace {

using os::Os;
using test::Child;
using test::Shared;
using testing::IsEmpty;

constexpr std::uint32_t kUnbounded = 2'147'483'647;

struct Permits {
  std::uint32_t initial = 1;
  std::uint32_t maximum = 1;
};

/// Explores every interleaving of `children`, and makes sure that the relation orders exactly what
/// cannot be exchanged.
Exploration explore(const std::vector<Child>& children, Permits permits = {}) {
  const sim::Body body = [&](Os& os) {
    const Shared shared = test::share(os, permits.initial, permits.maximum);
    for (const Child child : children) test::spawn(os, child, shared);
  };
  Exploration exploration = dfs_classes(body);
  EXPECT_TRUE(exploration.complete);
  EXPECT_THAT(exploration.contradictions, IsEmpty());
  EXPECT_THAT(miscounted_classes(exploration), IsEmpty());
  return exploration;
}

std::size_t classes(const std::vector<Child>& children, Permits permits = {}) {
  return explore(children, permits).classes.size();
}

void acquire(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
}
void release(Os& os, const Shared& shared) {
  os.release(shared.semaphore);
}
void worker(Os& os, const Shared& shared) {
  acquire(os, shared);
  release(os, shared);
}
void acquire_twice(Os& os, const Shared& shared) {
  acquire(os, shared);
  acquire(os, shared);
}
void try_worker(Os& os, const Shared& shared) {
  if (os.acquire(shared.semaphore, std::chrono::nanoseconds(0))) release(os, shared);
}
void write(Os& os, const Shared& shared) {
  os.store(shared.counter, os.pid(), os::Access::Plain);
}
void read(Os& os, const Shared& shared) {
  os.load(shared.counter, os::Access::Plain);
}

// A pool: workers that acquire and release one of c permits. With as many permits as workers they
// never meet. (2, 3): the third to acquire (3 ways) comes after one release at least; each of the
// two others has released before it or not, not both not: 3 * (2^2 - 1) = 9. (3, 4): 4 * (2^3 - 1).
TEST(Classes, OfAPoolOrderOnlyAcquiresThatNeedARelease) {
  EXPECT_EQ(classes({worker, worker}, {2, kUnbounded}), 1u);
  EXPECT_EQ(classes({worker, worker, worker}, {1, kUnbounded}), 6u);
  EXPECT_EQ(classes({worker, worker, worker}, {2, kUnbounded}), 9u);
  EXPECT_EQ(classes({worker, worker, worker}, {3, kUnbounded}), 1u);
}

TEST(Classes, OfAPoolAreTheSameWithAMaximumThatNobodyExceeds) {
  EXPECT_EQ(classes({worker, worker}, {2, 2}), 1u);
  EXPECT_EQ(classes({worker, worker, worker}, {1, 1}), 6u);
  EXPECT_EQ(classes({worker, worker, worker}, {2, 2}), 9u);
}

// A signal: releases are ordered, r! ways; an acquire follows the release of its own number and is
// independent of the others. More releases than acquires change nothing.
TEST(Classes, OfASignalAreTheOrdersOfItsReleases) {
  EXPECT_EQ(classes({release, release, acquire}, {0, kUnbounded}), 2u);
  EXPECT_EQ(classes({release, release, release, acquire}, {0, kUnbounded}), 6u);
  EXPECT_EQ(classes({release, release, release, acquire_twice}, {0, kUnbounded}), 6u);
}

// Locks: try, release if taken. Two: one after the other (2), or the other's try fails in between
// (2). Three: 21 by exploration with a reference implementation.
TEST(Classes, OfATryAreWhetherAndWhenItFailed) {
  EXPECT_EQ(classes({try_worker, try_worker}), 4u);
  EXPECT_EQ(classes({try_worker, try_worker, try_worker}), 21u);
}

// Each reader comes before or after the write; two writes and a read: 3!.
TEST(Classes, OfMemoryOrderWritesWithEverythingAndReadsNotWithEachOther) {
  EXPECT_EQ(classes({write, read, read, read}), 8u);
  EXPECT_EQ(classes({read, read, read}), 1u);
  EXPECT_EQ(classes({write, write, read}), 6u);
}

}  // namespace
}  // namespace ravel::reference
