// The bit mask of processes, on both sides of its word boundary.
#include "sim/process_set.h"

#include <gtest/gtest.h>

#include <vector>

#include "sim/random.h"

namespace ravel::sim {
namespace {

TEST(ProcessSet, FindsTheNthMemberAsAPlainScanDoes) {
  Random random(7);
  for (int round = 0; round < 2000; ++round) {
    ProcessSet set;
    std::vector<std::size_t> members;
    const std::uint32_t sparse = 1 + random.below(40);
    for (std::size_t process = 0; process < kProcessesMax; ++process)
      if (random.below(sparse) == 0) {
        set.add(process);
        members.push_back(process);
      }
    ASSERT_EQ(set.size(), members.size());
    ASSERT_EQ(set.empty(), members.empty());
    for (std::size_t rank = 0; rank < members.size(); ++rank) {
      ASSERT_EQ(set.nth(rank), members[rank]);
      ASSERT_EQ(set.rank(members[rank]), rank);
      ASSERT_TRUE(set.contains(members[rank]));
    }
  }
}

TEST(ProcessSet, VisitsMembersInAscendingOrder) {
  ProcessSet set;
  for (const std::size_t process : {127u, 0u, 64u, 63u, 5u}) set.add(process);
  set.remove(5);
  std::vector<std::size_t> visited;
  set.for_each([&](std::size_t process) { visited.push_back(process); });
  EXPECT_EQ(visited, (std::vector<std::size_t>{0, 63, 64, 127}));
}

TEST(ProcessSet, WithoutOthersHasTheRest) {
  ProcessSet set;
  for (const std::size_t process : {1u, 63u, 64u, 127u}) set.add(process);
  ProcessSet others;
  for (const std::size_t process : {0u, 63u, 127u}) others.add(process);
  ProcessSet rest;
  for (const std::size_t process : {1u, 64u}) rest.add(process);
  EXPECT_EQ(set.without(others), rest);
}

// 60,000 draws of 6: each expected 10,000 times, standard deviation 91; 5 of them on either side.
TEST(Random, DrawsUniformlyBelowABound) {
  Random random(1);
  std::vector<int> counts(6);
  for (int i = 0; i < 60'000; ++i) ++counts[random.below(6)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 455);
}

// The algorithm fixes the numbers: they must never change between machines or releases, because
// seeds are written into reports. SplitMix64 of 0 is its published first output.
TEST(Random, GivesTheSameNumbersEverywhere) {
  EXPECT_EQ(mixed(0), 0xE220A8397B1DCDAFu);
}

}  // namespace
}  // namespace ravel::sim
