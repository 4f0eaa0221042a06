// The oracles have as many Mazurkiewicz classes as they say, counted by the reference: every
// interleaving of a small size, sorted into classes. The derivations stand in the scenarios.
#include "scenarios/oracles/oracles.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/checker/reference/explore.h"
#include "tests/scenarios/golden.h"

namespace ravel {

// The numbers of the exploration at the default sizes; those of the reference are below.
std::vector<golden::Golden> golden::oracles() {
  return {
      {"condition-flag-locked", 2, 1},    // who has the lock first
      {"condition-flag-unlocked", 3, 1},  // the flag first; then the lock first, or second
      {"condition-no-flag", 2, 1},        // who has the lock first
      {"fifo", 36, 1},                    // 3! * 3!
      {"floating-read", 120, 5},          // 5!
      {"kill-lock-holder", 11, 1},        // 1 + 3 * 2 + 2 * 2
      {"kill-writer", 12, 1},             // n + 2
      {"lastwrite", 24, 4},               // 4!
      {"lastzero", 12, 1},                // (3 + 3) * 2^(3-2)
      {"lock-leak", 3, 0},                // whoever keeps it
      {"lock-order", 6, 1},               // 3!
      {"lost-update", 36, 3},             // (3!)^2
      {"philosophers", 7, 1},             // 2^3 - 1
      {"philosophers-ordered", 6, 1},     // 2^3 - 2
      {"readers", 8, 1},                  // 2^3
      {"tickets-locked", 6, 3},           // 3!; who gets it
      {"tickets-unlocked", 21, 7},        // 3 * 1 + 6 * 2 + 6; any who get it
      {"timed-acquire", 21, 1},           // as many
  };
}

namespace {

using reference::Exploration;
using testing::IsEmpty;

/// Processes that nobody watches end without a choice, which makes far fewer interleavings of the
/// same classes.
enum class Ends { Silent, Choices };

Exploration explore(const Scenario& scenario, const std::vector<std::string>& assignments,
                    Ends ends) {
  const Parameters parameters = Parameters::parse(scenario.parameters, Purpose::Check, assignments);
  const sim::Body body = [&](os::Os& os) { scenario.body(os, parameters); };
  reference::Setting setting;
  setting.options.exits_are_choices = ends == Ends::Choices;
  Exploration exploration = reference::dfs_classes(body, setting);
  EXPECT_TRUE(exploration.complete) << scenario.name;
  EXPECT_THAT(exploration.contradictions, IsEmpty()) << scenario.name;
  EXPECT_THAT(miscounted_classes(exploration), IsEmpty()) << scenario.name;
  return exploration;
}

std::size_t classes(const Scenario& scenario, const std::vector<std::string>& assignments,
                    Ends ends = Ends::Silent) {
  return explore(scenario, assignments, ends).classes.size();
}

/// Classes whose outcome the scenario's invariant calls wrong.
std::ptrdiff_t wrong_classes(const Scenario& scenario,
                             const std::vector<std::string>& assignments) {
  const Parameters parameters = Parameters::parse(scenario.parameters, Purpose::Check, assignments);
  const Exploration exploration = explore(scenario, assignments, Ends::Silent);
  return std::count_if(
      exploration.classes.begin(), exploration.classes.end(), [&](const auto& entry) {
        return scenario.invariant(entry.second.result.outcome, parameters).has_value();
      });
}

TEST(Oracles, ReadersAreBeforeOrAfterTheWrite) {
  EXPECT_EQ(classes(readers(), {"n=1"}), 2u);
  EXPECT_EQ(classes(readers(), {"n=3"}), 8u);
  EXPECT_EQ(classes(readers(), {"n=5"}), 32u);
  EXPECT_EQ(classes(readers(), {"n=3"}, Ends::Choices), 8u);
}

// (n + 3) * 2^(n-2): 4 * 1/2, 5 * 1, 6 * 2.
TEST(Oracles, TheLastZeroIsFoundInEachWay) {
  EXPECT_EQ(classes(last_zero(), {"n=1"}), 2u);
  EXPECT_EQ(classes(last_zero(), {"n=2"}), 5u);
  EXPECT_EQ(classes(last_zero(), {"n=3"}), 12u);
  EXPECT_EQ(classes(last_zero(), {"n=2"}, Ends::Choices), 5u);
}

TEST(Oracles, WritesAreOrderedInEveryWay) {
  EXPECT_EQ(classes(last_write(), {"n=3"}), 6u);
  EXPECT_EQ(classes(last_write(), {"n=5"}), 120u);
  EXPECT_EQ(classes(floating_read(), {"n=2"}), 6u);
  EXPECT_EQ(classes(floating_read(), {"n=4"}), 120u);
  EXPECT_EQ(classes(last_write(), {"n=3"}, Ends::Choices), 6u);
  EXPECT_EQ(classes(floating_read(), {"n=2"}, Ends::Choices), 6u);
}

TEST(Oracles, ALockIsTakenInEveryOrder) {
  EXPECT_EQ(classes(lock_order(), {"n=3"}), 6u);
  EXPECT_EQ(classes(lock_order(), {"n=5"}), 120u);
  EXPECT_EQ(classes(lock_order(), {"n=3"}, Ends::Choices), 6u);
}

TEST(Oracles, ALockThatIsKeptBlocksAllOthers) {
  const Exploration three = explore(lock_leak(), {"n=3"}, Ends::Choices);
  EXPECT_EQ(three.classes.size(), 3u);
  EXPECT_EQ(three.deadlocks(), 3u);
  EXPECT_EQ(classes(lock_leak(), {"n=7"}), 7u);
}

TEST(Oracles, PhilosophersStarveInOneWay) {
  for (const std::uint64_t n : {2u, 3u}) {
    const std::vector<std::string> size = {"n=" + std::to_string(n)};
    const Exploration wrong = explore(philosophers(), size, Ends::Silent);
    EXPECT_EQ(wrong.classes.size(), (1u << n) - 1) << n;
    EXPECT_EQ(wrong.deadlocks(), 1u) << n;
    const Exploration right = explore(philosophers_ordered(), size, Ends::Silent);
    EXPECT_EQ(right.classes.size(), (1u << n) - 2) << n;
    EXPECT_EQ(right.deadlocks(), 0u) << n;
  }
  EXPECT_EQ(classes(philosophers(), {"n=3"}, Ends::Choices), 7u);
}

// n! * n!, of which n! lose nothing.
TEST(Oracles, UpdatesAreLostInAllButTheSequentialOrders) {
  EXPECT_EQ(classes(lost_update(), {"n=2"}), 4u);
  EXPECT_EQ(classes(lost_update(), {"n=3"}), 36u);
  EXPECT_EQ(wrong_classes(lost_update(), {"n=3"}), 30);
  EXPECT_EQ(classes(lost_update(), {"n=4"}), 576u);
  EXPECT_EQ(classes(lost_update(), {"n=3"}, Ends::Choices), 36u);
}

TEST(Oracles, TicketsAreOversoldWithoutALock) {
  struct Sale {
    std::vector<std::string> size;
    std::size_t classes = 0;
    std::ptrdiff_t oversold = 0;
  };
  const std::vector<Sale> sales = {{{"clients=2", "tickets=1"}, 4, 2},
                                   {{"clients=3", "tickets=1"}, 21, 18},
                                   {{"clients=3", "tickets=2"}, 36, 30},
                                   {{"clients=4", "tickets=1"}, 148, 144}};
  for (const Sale& sale : sales) {
    EXPECT_EQ(classes(tickets_unlocked(), sale.size), sale.classes);
    EXPECT_EQ(wrong_classes(tickets_unlocked(), sale.size), sale.oversold);
  }
  EXPECT_EQ(classes(tickets_unlocked(), {"clients=3", "tickets=1"}, Ends::Choices), 21u);
}

TEST(Oracles, TicketsUnderALockAreSoldInEveryOrder) {
  EXPECT_EQ(classes(tickets_locked(), {"clients=3", "tickets=1"}), 6u);
  EXPECT_EQ(classes(tickets_locked(), {"clients=5", "tickets=3"}), 120u);
  EXPECT_EQ(wrong_classes(tickets_locked(), {"clients=4", "tickets=2"}), 0);
}

TEST(Oracles, ATimeoutFiresWhileSomebodyHoldsTheLock) {
  EXPECT_EQ(classes(timed_acquire(), {"n=2"}), 4u);
  EXPECT_EQ(classes(timed_acquire(), {"n=3"}), 21u);
  EXPECT_EQ(classes(timed_acquire(), {"n=4"}), 148u);
  EXPECT_EQ(classes(timed_acquire(), {"n=3"}, Ends::Choices), 21u);
}

TEST(Oracles, AKillComesBeforeEachStepOrAfterAll) {
  EXPECT_EQ(classes(kill_writer(), {"n=1"}, Ends::Choices), 3u);
  EXPECT_EQ(classes(kill_writer(), {"n=10"}, Ends::Choices), 12u);
  const Exploration holder = explore(kill_lock_holder(), {}, Ends::Choices);
  EXPECT_EQ(holder.classes.size(), 11u);
  EXPECT_EQ(holder.deadlocks(), 3u);
}

}  // namespace
}  // namespace ravel
