// The oracle itself against theory: exact numbers of classes, each derived by hand, and for every
// class as many interleavings as its order has linear extensions.
#include "tests/checker/reference/classes.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/checker/reference/explore.h"
#include "tests/checker/reference/program.h"
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
Exploration explore(const std::vector<Child>& children, Permits permits = {},
                    const Setting& setting = {}) {
  const sim::Body body = [&](Os& os) {
    const Shared shared = test::share(os, permits.initial, permits.maximum);
    for (const Child child : children) test::spawn(os, child, shared);
  };
  Exploration exploration = dfs_classes(body, setting);
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
void timed_worker(Os& os, const Shared& shared) {
  if (os.acquire(shared.semaphore, std::chrono::milliseconds(1))) release(os, shared);
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

// Three modes. Only while the lock is held: as tries. At any time: who gives up has seen nothing,
// so that the classes are the orders of the others: the sum over k of C(n, k) * k!, 5 and 16.
// Never: the orders of all.
TEST(Classes, OfATimeoutDependOnWhenItMayFire) {
  const auto classes_with = [](const std::vector<Child>& children, sim::Timeouts timeouts) {
    Setting setting;
    setting.options.timeouts = timeouts;
    return explore(children, {}, setting).classes.size();
  };
  const std::vector<Child> two(2, timed_worker);
  const std::vector<Child> three(3, timed_worker);
  EXPECT_EQ(classes_with(two, sim::Timeouts::Unavailable), 4u);
  EXPECT_EQ(classes_with(three, sim::Timeouts::Unavailable), 21u);
  EXPECT_EQ(classes_with(two, sim::Timeouts::Anytime), 5u);
  EXPECT_EQ(classes_with(three, sim::Timeouts::Anytime), 16u);
  EXPECT_EQ(classes_with(two, sim::Timeouts::Never), 2u);
  EXPECT_EQ(classes_with(three, sim::Timeouts::Never), 6u);
  // A try has no time to lose, whatever the mode.
  EXPECT_EQ(classes_with({try_worker, try_worker}, sim::Timeouts::Anytime), 4u);
  EXPECT_EQ(classes_with({try_worker, try_worker}, sim::Timeouts::Never), 4u);
}

// Each reader comes before or after the write; two writes and a read: 3!.
TEST(Classes, OfMemoryOrderWritesWithEverythingAndReadsNotWithEachOther) {
  EXPECT_EQ(classes({write, read, read, read}), 8u);
  EXPECT_EQ(classes({read, read, read}), 1u);
  EXPECT_EQ(classes({write, write, read}), 6u);
}

/// The number of classes of a program whose children `main` starts first.
std::size_t classes_of(Program program) {
  std::vector<Operation>& main = program.processes.front();
  for (std::size_t p = program.processes.size(); p-- > 1;)
    if (std::ranges::none_of(program.processes, [&](const std::vector<Operation>& list) {
          return std::ranges::count(list, Operation{Action::Start, static_cast<std::uint8_t>(p)});
        }))
      main.insert(main.begin(), {Action::Start, static_cast<std::uint8_t>(p)});
  const Exploration exploration = dfs_classes(body_of(program));
  EXPECT_TRUE(exploration.complete);
  EXPECT_THAT(exploration.contradictions, IsEmpty());
  EXPECT_THAT(miscounted_classes(exploration), IsEmpty());
  return exploration.classes.size();
}

constexpr Operation kAcquire{Action::Acquire};
constexpr Operation kRelease{Action::Release};

TEST(Classes, OfMemoryOrderOnlyWordsThatShareAByte) {
  const std::vector<std::vector<Operation>> two_stores = {
      {}, {{Action::Store, 0, 1}}, {{Action::Store, 1, 1}}};
  EXPECT_EQ(classes_of({{{0, 4}, {4, 4}}, {}, 0, two_stores}), 1u);
  EXPECT_EQ(classes_of({{{0, 8}, {4, 4}}, {}, 0, two_stores}), 2u);
  EXPECT_EQ(classes_of({{{0, 8}, {0, 2}}, {}, 0, two_stores}), 2u);
}

// A comparison that fails writes nothing, and yet is taken to write: it might have.
TEST(Classes, OfMemoryTakeAnyComparisonForAWrite) {
  const Operation fails{Action::CompareExchange, 0, 1, 1};
  EXPECT_EQ(classes_of({{{0, 8}}, {}, 0, {{}, {fails}, {fails}}}), 2u);
}

// One looks at the value before or after the release; two who look do not matter to each other.
TEST(Classes, OfASemaphoreLetObserversBeExchanged) {
  const Operation look{Action::SemaphoreValue};
  EXPECT_EQ(classes_of({{}, {{0, kUnbounded}}, 0, {{}, {look}, {look}}}), 1u);
  EXPECT_EQ(classes_of({{}, {{0, kUnbounded}}, 0, {{}, {look}, {look}, {kRelease}}}), 4u);
}

// A signal with room for one. The second release comes before the acquire, and fails, or after it;
// each process can be the second.
TEST(Classes, OfASignalWithAMaximumOrderAReleaseWithTheAcquireThatMakesRoom) {
  EXPECT_EQ(classes_of({{}, {{0, 1}}, 0, {{}, {kRelease}, {kRelease}, {kAcquire}}}), 4u);
  // With room for two nobody fails: the orders of the releases.
  EXPECT_EQ(classes_of({{}, {{0, 2}}, 0, {{}, {kRelease}, {kRelease}, {kAcquire}}}), 2u);
}

// Somebody who has taken nothing releases before, between or after the acquire and release of
// another. With a maximum of 1 it succeeds only in between, and makes the other one fail. Without
// a maximum nobody can tell when it was.
TEST(Classes, OfALockOrderAForeignReleaseWithEverything) {
  const std::vector<std::vector<Operation>> processes = {{}, {kAcquire, kRelease}, {kRelease}};
  EXPECT_EQ(classes_of({{}, {{1, 1}}, 0, processes}), 3u);
  EXPECT_EQ(classes_of({{}, {{1, kUnbounded}}, 0, processes}), 1u);
}

TEST(Classes, OfNamesOrderWhoMakesThemWithWhoFindsThem) {
  const Operation read{Action::OpenToRead};
  const Operation write{Action::OpenToWrite};
  const Operation append{Action::OpenToAppend};
  const Operation remove{Action::RemoveFile};
  EXPECT_EQ(classes_of({{}, {}, 0, {{}, {read}, {read}}}), 1u);
  EXPECT_EQ(classes_of({{}, {}, 1, {{}, {read}, {read}}}), 1u);
  EXPECT_EQ(classes_of({{}, {}, 1, {{}, {read}, {append}}}), 1u);
  EXPECT_EQ(classes_of({{}, {}, 1, {{}, {read}, {write}}}), 1u);
  EXPECT_EQ(classes_of({{}, {}, 0, {{}, {read}, {write}}}), 2u);
  EXPECT_EQ(classes_of({{}, {}, 0, {{}, {write}, {append}}}), 2u);
  EXPECT_EQ(classes_of({{}, {}, 1, {{}, {read}, {remove}}}), 2u);
  EXPECT_EQ(classes_of({{}, {}, 1, {{}, {{Action::RenameFile}}, {{Action::OpenToRead, 1}}}}), 2u);
}

// A read and the truncation by opening for writing: opening does not matter, reading does. A write
// follows its truncation: the read comes before, between or after the two.
TEST(Classes, OfContentsOrderReadsWithWritesAndTruncations) {
  const std::vector<Operation> reads = {{Action::OpenToRead}, {Action::ReadFile, 0, 4}};
  EXPECT_EQ(classes_of({{}, {}, 1, {{}, reads, {{Action::OpenToWrite}}}}), 2u);
  EXPECT_EQ(
      classes_of({{}, {}, 1, {{}, reads, {{Action::OpenToWrite}, {Action::WriteFile, 0, 1}}}}), 3u);
  EXPECT_EQ(classes_of({{}, {}, 1, {{}, reads, reads}}), 1u);
}

// The lock of a file is given back by unlocking, closing or ending; closing an unlocked file is
// nobody's concern, and so is locking twice.
TEST(Classes, OfAFileLockAreThoseOfALock) {
  const Operation open{Action::OpenToAppend};
  const Operation lock{Action::LockFile};
  const auto two = [&](const std::vector<Operation>& list) {
    return classes_of({{}, {}, 1, {{}, list, list}});
  };
  EXPECT_EQ(two({open, lock, {Action::UnlockFile}}), 2u);
  EXPECT_EQ(two({open, lock, {Action::CloseFile}}), 2u);
  EXPECT_EQ(two({open, lock}), 2u);
  EXPECT_EQ(two({open, lock, lock}), 2u);
  EXPECT_EQ(two({open, {Action::CloseFile}}), 1u);
  EXPECT_EQ(two({open, {Action::UnlockFile}}), 1u);
  // One after the other, or one tries while the other holds it: twice.
  EXPECT_EQ(two({open, {Action::TryLockFile}}), 4u);
}

TEST(Classes, OfEndsOrderOnlyWhoLooksAtThem) {
  EXPECT_EQ(classes_of({{}, {}, 0, {{}, {}, {}}}), 1u);
  EXPECT_EQ(classes_of({{}, {}, 0, {{{Action::Wait, 1}}, {}, {}}}), 1u);
  EXPECT_EQ(classes_of({{}, {}, 0, {{{Action::IsAlive, 1}}, {}}}), 2u);
}

// The main process leaves before one of the child's two stores, before the child's end or after it.
TEST(Classes, OfAParentThatLeavesAreTheMomentsOfItsChild) {
  const Operation store{Action::Store, 0, 1};
  EXPECT_EQ(classes_of({{{0, 8}}, {}, 0, {{{Action::Exit}}, {store, store}}}), 4u);
}

// p1 waits for its child p2, then at its end for all its children, and ends, while the main process
// kills it: between these three steps or after them, 3. Or the kill comes before the first wait,
// and p2 ends by itself before p1 is gone, or dies with it: 2. When p2 ends and when the kill comes
// do not matter to each other.
TEST(Classes, OfAKillAreTheMomentsOfItsVictim) {
  const Program program = {
      {},
      {},
      0,
      {{{Action::Start, 1}, {Action::Kill, 1}}, {{Action::Start, 2}, {Action::Wait, 2}}, {}}};
  EXPECT_EQ(classes_of(program), 5u);
}

// What is drawn is drawn at once: 2 * 3 alternatives, and no order of drawing.
TEST(Classes, OfDrawingAreTheAlternatives) {
  EXPECT_EQ(classes_of({{}, {}, 0, {{}, {{Action::Choose, 0, 2}}, {{Action::Choose, 0, 3}}}}), 6u);
}

}  // namespace
}  // namespace ravel::reference
