// Rules of the reduction that random programs seldom need: for each of them the smallest program
// that does. Compared with every interleaving, like the random ones.
#include <gtest/gtest.h>

#include "tests/checker/reference/compare.h"

namespace ravel::reference {
namespace {

constexpr Operation does(Action action, std::uint8_t object = 0, std::uint8_t value = 0) {
  Operation operation;
  operation.action = action;
  operation.object = object;
  operation.value = value;
  return operation;
}

constexpr Operation starts(std::uint8_t process) {
  return does(Action::Start, process);
}

std::string complaint(const Program& program, sim::Timeouts timeouts = sim::Timeouts::Unavailable) {
  Setting setting;
  setting.options.timeouts = timeouts;
  const Comparison comparison = compare(program, by_reduction(), setting);
  EXPECT_FALSE(comparison.skipped);
  return comparison.complaint;
}

// A reader that would have found bytes gives up instead if it comes first: then the closing that it
// had nothing to do with matters to it.
TEST(ReductionRules, AStepThatBecomesAnotherOneKeepsAllThatCameBeforeIt) {
  Program program;
  program.capacity = 3;
  program.processes = {
      {starts(1), starts(2), does(Action::Put, 0, 3)}, {does(Action::TimedGet, 0, 2)}, {}};
  EXPECT_EQ(complaint(program), "");
}

// Who opens the name first makes the file; the others empty it, and that is a use of its content.
TEST(ReductionRules, AFileThatIsMadeInsteadOfFoundIsAnotherStep) {
  Program program;
  program.files = 1;
  program.processes = {{starts(1), starts(2), starts(3), does(Action::RenameFile, 0)},
                       {does(Action::OpenToWrite, 1)},
                       {does(Action::OpenToWrite, 1)},
                       {does(Action::OpenToWrite, 1), does(Action::WriteFile, 0, 1)}};
  EXPECT_EQ(complaint(program), "");
}

// A second permit is in the way of an acquire, and so is a release that it does not depend on.
TEST(ReductionRules, AStepThatIsInNobodysWayIsNotRemovedToLetSomebodyGoOn) {
  Program program;
  program.semaphores = {{0, 2}};
  program.processes = {{starts(1), starts(2), starts(3), does(Action::Acquire)},
                       {does(Action::Acquire), does(Action::Acquire)},
                       {does(Action::Release), does(Action::Release)},
                       {does(Action::TryAcquire), does(Action::Release), does(Action::Exit)}};
  program.lives = {Life::Process, Life::Process, Life::Process, Life::Thread};
  EXPECT_EQ(complaint(program), "");
}

// A write needs both that its process lives and that the pipe has room: each of two others takes
// one of these away, and what comes before such a pair is no other way out.
TEST(ReductionRules, OfTwoStepsThatPreventAThirdTheLatestPairIsRemoved) {
  Program program;
  program.capacity = 2;
  program.processes = {
      {starts(1), starts(2), starts(3), does(Action::Wait, 3), does(Action::Kill, 1)},
      {does(Action::Put, 0, 1)},
      {does(Action::Put, 0, 2), does(Action::Put, 0, 3)},
      {does(Action::LookForBytes)}};
  EXPECT_EQ(complaint(program), "");
}

// Whose process can read the pipe itself is not refused when others close it.
TEST(ReductionRules, AWriteThatWaitsForEverIsAsBareAsOneThatDoesNot) {
  Program program;
  program.capacity = 2;
  program.processes = {{starts(1), starts(3)},
                       {starts(2), does(Action::CloseRead), does(Action::Put, 0, 2)},
                       {does(Action::Put, 0, 2)},
                       {}};
  EXPECT_EQ(complaint(program), "");
}

// A thread ends its process and stops the others; then their process is killed.
TEST(ReductionRules, WhoWasStoppedCanStillBeKilledByAnother) {
  Program program;
  program.processes = {
      {starts(1), does(Action::Exit, 0, 1)}, {starts(2)}, {does(Action::Exit, 0, 2)}};
  program.lives = {Life::Process, Life::Process, Life::Thread};
  EXPECT_EQ(complaint(program), "");
}

// The same in between the thread's closing the ends of a pipe: what is left of that belongs to the
// kill.
TEST(ReductionRules, WhoIsKilledInTheMiddleOfItsEndClosesTheRestAfterTheKill) {
  Program program;
  program.capacity = 1;
  program.processes = {{starts(1), does(Action::Kill, 1)}, {starts(2)}, {does(Action::Exit, 0, 2)}};
  program.lives = {Life::Process, Life::Process, Life::Thread};
  EXPECT_EQ(complaint(program), "");
}

// Drawing comes as soon as it can, also before one who gives up and needs nothing that came before.
TEST(ReductionRules, WhatIsDrawnOtherwiseComesBeforeWhoGivesUpAnytime) {
  Program program;
  program.capacity = 3;
  Operation get = does(Action::TimedGet, 0, 1);
  get.guarded = true;
  program.processes = {{starts(1)},
                       {starts(2), does(Action::LookForBytes), does(Action::Choose, 0, 2), get},
                       {does(Action::Put, 0, 3), does(Action::TimedAwaitBytes)}};
  program.lives = {Life::Process, Life::Process, Life::Thread};
  EXPECT_EQ(complaint(program, sim::Timeouts::Anytime), "");
}

// Where it is not known what a condition will read, it is taken to read everything: by the tree,
// and so by those who sleep when it is evaluated.
TEST(ReductionRules, WhoSleepsWakesForAConditionThatWasTakenToReadAnything) {
  Program program;
  program.words = {{8, 8}, {0, 4}};
  Operation both = does(Action::WaitUntil, 1, 0);
  both.both = true;
  program.processes = {{starts(1), starts(2), does(Action::AtomicStore, 0, 2)},
                       {does(Action::Store, 1, 2)},
                       {does(Action::TryUntil, 0, 2), both}};
  EXPECT_EQ(complaint(program), "");
}

// The same for one that sleeps because it was explored: what it was taken to read wakes it,
// although it is known by then that it reads something else.
TEST(ReductionRules, AConditionThatWasTakenToReadAnythingSleepsLightly) {
  Program program;
  program.words = {{0, 8}, {8, 8}};
  Operation exchange = does(Action::CompareExchange, 1, 2);
  exchange.expected = 1;
  program.processes = {{starts(1), starts(2)},
                       {does(Action::TryUntil, 0, 0)},
                       {exchange, does(Action::Choose, 0, 3)}};
  program.lives = {Life::Process, Life::Daemon, Life::Daemon};
  EXPECT_EQ(complaint(program), "");
}

// The one that is killed while it waits could have given up first, and the lock was taken then.
TEST(ReductionRules, WhoIsKilledCouldHaveGivenUpBeforeIfTimeoutsComeAnytime) {
  Program program;
  program.semaphores = {{1, 1}};
  program.processes = {{starts(1), starts(2), does(Action::Exit, 0, 1)},
                       {does(Action::TimedAcquire)},
                       {does(Action::TryAcquire)}};
  EXPECT_EQ(complaint(program, sim::Timeouts::Anytime), "");
}

// It has looked at nothing, so that it gives up elsewhere, too.
TEST(ReductionRules, WhoGivesUpAnytimeDoesNotSucceedWhereNothingIsToBeHad) {
  Program program;
  program.semaphores = {{0, 2}};
  program.processes = {{starts(1)}, {does(Action::TimedAcquire)}};
  program.lives = {Life::Process, Life::Daemon};
  EXPECT_EQ(complaint(program, sim::Timeouts::Anytime), "");
}

}  // namespace
}  // namespace ravel::reference
