// Happens-before on hand-made traces, small enough to draw.
#include "checker/happens_before.h"

#include <gmock/gmock.h>

namespace ravel {
namespace {

using sim::OperationKind;
using testing::ElementsAre;
using testing::IsEmpty;

sim::Step step(sim::ProcessId process, OperationKind kind, std::uint32_t object = 0) {
  sim::Step made;
  made.process = process;
  made.kind = kind;
  made.object = object;
  return made;
}

// Main is 0; 1 and 2 are its children.
sim::Trace family(std::vector<sim::Step> steps) {
  return {{{"MainProcess", "", 0}, {"Process-1", "1", 0}, {"Process-2", "2", 0}},
          {{sim::ObjectKind::Semaphore, "lock"}, {sim::ObjectKind::Memory, "count"}},
          std::move(steps)};
}

std::vector<Edge> edges(std::vector<sim::Step> steps) {
  return happens_before(family(std::move(steps))).edges;
}

TEST(HappensBefore, OrdersTheStepsOfOneProcess) {
  EXPECT_THAT(edges({step(0, OperationKind::Choose), step(0, OperationKind::Choose)}),
              ElementsAre(Edge{0, 1, EdgeKind::Program}));
}

// 0 main spawns 1; 1 child stores; 2 main waits for it. The clock of 2 holds main's two steps and
// the child's one.
TEST(HappensBefore, OrdersAChildBetweenItsSpawnAndTheWaitForIt) {
  const HappensBefore order =
      happens_before(family({step(0, OperationKind::Spawn, 1), step(1, OperationKind::Store, 1),
                             step(0, OperationKind::Wait, 1)}));
  EXPECT_THAT(order.edges, ElementsAre(Edge{0, 1, EdgeKind::Spawn}, Edge{0, 2, EdgeKind::Program},
                                       Edge{1, 2, EdgeKind::ExitWait}));
  EXPECT_THAT(order.clocks,
              ElementsAre(ElementsAre(1, 0, 0), ElementsAre(1, 1, 0), ElementsAre(2, 1, 0)));
}

TEST(HappensBefore, AWaitThatTimedOutFollowsNothingOfTheChild) {
  sim::Step timed_out = step(0, OperationKind::Wait, 1);
  timed_out.outcome = sim::Outcome::TimedOut;
  EXPECT_THAT(edges({step(1, OperationKind::Choose), timed_out}), IsEmpty());
}

TEST(HappensBefore, WaitingForAllFollowsEveryChild) {
  EXPECT_THAT(edges({step(1, OperationKind::Choose), step(2, OperationKind::Choose),
                     step(0, OperationKind::WaitAll)}),
              ElementsAre(Edge{1, 2, EdgeKind::ExitWait}, Edge{0, 2, EdgeKind::ExitWait}));
}

TEST(HappensBefore, LeavesTwoReadsUnorderedAndOrdersAWriteAfterBoth) {
  EXPECT_THAT(edges({step(1, OperationKind::Load, 1), step(2, OperationKind::Load, 1),
                     step(0, OperationKind::Store, 1)}),
              ElementsAre(Edge{1, 2, EdgeKind::Object}, Edge{0, 2, EdgeKind::Object}));
}

TEST(HappensBefore, DoesNotOrderAccessesToDifferentWords) {
  sim::Step elsewhere = step(2, OperationKind::Store, 1);
  elsewhere.offset = 8;
  EXPECT_THAT(edges({step(1, OperationKind::Store, 1), elsewhere}), IsEmpty());
}

// 1 acquires, 1 releases, 2 acquires: the release orders both, so the first acquire needs no edge.
TEST(HappensBefore, LeavesOutWhatFollowsFromOtherEdges) {
  EXPECT_THAT(edges({step(1, OperationKind::Acquire), step(1, OperationKind::Release),
                     step(2, OperationKind::Acquire)}),
              ElementsAre(Edge{0, 1, EdgeKind::Program}, Edge{1, 2, EdgeKind::Object}));
}

// Main kills 1 and then waits for it: the edge into the wait is main's own order.
TEST(HappensBefore, AKillFollowsWhatItsVictimDid) {
  EXPECT_THAT(edges({step(1, OperationKind::Choose), step(0, OperationKind::Kill, 1),
                     step(0, OperationKind::Wait, 1)}),
              ElementsAre(Edge{0, 1, EdgeKind::Object}, Edge{1, 2, EdgeKind::Program}));
}

sim::Step open(sim::ProcessId process, os::FileMode mode) {
  sim::Step made = step(process, OperationKind::OpenFile);
  made.offset = static_cast<std::uint32_t>(mode);
  return made;
}

TEST(HappensBefore, OrdersTheOpeningOfAFileOnlyIfItIsTruncated) {
  EXPECT_THAT(edges({open(1, os::FileMode::Read), open(2, os::FileMode::Read)}), IsEmpty());
  EXPECT_THAT(edges({open(1, os::FileMode::Read), open(2, os::FileMode::Write)}),
              ElementsAre(Edge{0, 1, EdgeKind::Object}));
}

// 0 becomes 1: who opens the new name follows, and so does who opens the old one.
TEST(HappensBefore, ARenameUsesBothOfItsFiles) {
  sim::Step rename = step(0, OperationKind::RenameFile, 0);
  rename.offset = 1;
  sim::Step open_new = open(2, os::FileMode::Read);
  open_new.object = 1;
  EXPECT_THAT(edges({rename, open(1, os::FileMode::Read), open_new}),
              ElementsAre(Edge{0, 1, EdgeKind::Object}, Edge{0, 2, EdgeKind::Object}));
}

// A try that failed only looked: two of them commute, and the release follows both.
TEST(HappensBefore, AFailedAcquireOnlyLooks) {
  sim::Step first = step(1, OperationKind::Acquire);
  first.outcome = sim::Outcome::TimedOut;
  sim::Step second = first;
  second.process = 2;
  EXPECT_THAT(edges({first, second, step(0, OperationKind::Release)}),
              ElementsAre(Edge{1, 2, EdgeKind::Object}, Edge{0, 2, EdgeKind::Object}));
}

TEST(HappensBefore, AnEmptyTraceHasNoOrder) {
  EXPECT_THAT(edges({}), IsEmpty());
}

}  // namespace
}  // namespace ravel
