// Which pending operations race.
#include "checker/strategies/race.h"

#include <gtest/gtest.h>

namespace ravel::test {
namespace {

using sim::Operation;
using sim::OperationKind;

Operation operation(OperationKind kind, std::uint32_t object) {
  Operation result;
  result.kind = kind;
  result.object = object;
  return result;
}

Operation access(OperationKind kind, std::uint32_t memory, std::uint32_t offset,
                 std::uint8_t size) {
  Operation result = operation(kind, memory);
  result.offset = offset;
  result.size = size;
  return result;
}

Operation rename(std::uint32_t from, std::uint32_t to) {
  Operation result = operation(OperationKind::RenameFile, from);
  result.offset = to;
  return result;
}

Operation open(std::uint32_t file, os::FileMode mode) {
  Operation result = operation(OperationKind::OpenFile, file);
  result.mode = mode;
  return result;
}

// Processes 1 and 2 are about to do this; a race is symmetric.
bool races(const Operation& one, const Operation& other) {
  const Operation* const pending[] = {nullptr, &one, &other};
  sim::Choices::State state;
  state.enabled.add(1);
  state.enabled.add(2);
  state.pending = pending;
  const sim::Choices choices(state);
  EXPECT_EQ(race(choices, 1, 2), race(choices, 2, 1));
  return race(choices, 1, 2);
}

TEST(Race, AccessesThatOverlapRaceUnlessBothRead) {
  const Operation word = access(OperationKind::Store, 3, 8, 8);
  EXPECT_TRUE(races(word, access(OperationKind::Load, 3, 8, 8)));
  EXPECT_TRUE(races(word, access(OperationKind::AtomicLoad, 3, 12, 4)));
  EXPECT_TRUE(races(word, access(OperationKind::FetchAdd, 3, 15, 1)));
  EXPECT_FALSE(races(word, access(OperationKind::Store, 3, 16, 8)));
  EXPECT_FALSE(races(word, access(OperationKind::Store, 3, 4, 4)));
  EXPECT_FALSE(races(word, access(OperationKind::Store, 4, 8, 8)));
  EXPECT_FALSE(races(access(OperationKind::Load, 3, 8, 8), access(OperationKind::Load, 3, 8, 8)));
  EXPECT_TRUE(races(access(OperationKind::CompareExchange, 3, 8, 8),
                    access(OperationKind::CompareExchange, 3, 8, 8)));
}

TEST(Race, OperationsOnASemaphoreRaceUnlessBothLook) {
  const Operation acquire = operation(OperationKind::Acquire, 1);
  const Operation release = operation(OperationKind::Release, 1);
  const Operation value = operation(OperationKind::SemaphoreValue, 1);
  EXPECT_TRUE(races(acquire, acquire));
  EXPECT_TRUE(races(acquire, release));
  EXPECT_TRUE(races(value, release));
  EXPECT_FALSE(races(value, value));
  EXPECT_FALSE(races(acquire, operation(OperationKind::Acquire, 2)));
}

TEST(Race, OperationsOnAFileRaceByNameUnlessBothLook) {
  const Operation write = operation(OperationKind::WriteFile, 5);
  const Operation read = operation(OperationKind::ReadFile, 5);
  EXPECT_TRUE(races(write, read));
  EXPECT_TRUE(races(open(5, os::FileMode::Write), read));
  EXPECT_FALSE(races(open(5, os::FileMode::Read), read));
  EXPECT_TRUE(races(rename(4, 5), read));
  EXPECT_TRUE(races(rename(5, 4), read));
  EXPECT_TRUE(races(rename(4, 5), rename(5, 6)));
  EXPECT_FALSE(races(rename(4, 6), read));
  EXPECT_TRUE(races(operation(OperationKind::CloseFile, 5), operation(OperationKind::LockFile, 5)));
  Operation renamed = operation(OperationKind::WriteFile, 6);
  renamed.content = 1;
  Operation opened_before = read;
  opened_before.content = 1;
  EXPECT_TRUE(races(renamed, opened_before)) << "one file under two names";
}

TEST(Race, AKillRacesWithItsTargetAndWithWhoAsksForItsEnd) {
  const Operation kill_two = operation(OperationKind::Kill, 2);
  EXPECT_TRUE(races(kill_two, operation(OperationKind::Load, 7)));
  EXPECT_FALSE(races(operation(OperationKind::Kill, 3), operation(OperationKind::Load, 3)));
  EXPECT_TRUE(races(operation(OperationKind::Kill, 3), operation(OperationKind::Kill, 3)));
  EXPECT_TRUE(races(operation(OperationKind::Kill, 3), operation(OperationKind::Wait, 3)));
  EXPECT_FALSE(races(operation(OperationKind::Kill, 3), operation(OperationKind::Wait, 4)));
}

TEST(Race, AnEndRacesWithWhoAsksForIt) {
  const Operation exit = operation(OperationKind::Exit, 0);
  EXPECT_TRUE(races(operation(OperationKind::Wait, 2), exit));
  EXPECT_FALSE(races(operation(OperationKind::Wait, 3), exit));
  EXPECT_FALSE(races(operation(OperationKind::Load, 0), exit));
  EXPECT_FALSE(races(exit, exit));
}

}  // namespace
}  // namespace ravel::test
