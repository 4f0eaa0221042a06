// Waiting for shared memory to change: when it is looked at, and what is recorded of it.
#include <gmock/gmock.h>

#include <stdexcept>

#include "tests/checker/explore.h"

namespace ravel::test {
namespace {

using os::Access;
using os::Os;
using sim::OperationKind;

class First final : public sim::Chooser {
 public:
  std::size_t choose(const sim::Choices&) override { return 0; }
};

const sim::Execution& run_once(sim::Simulation& simulation, const sim::Body& body) {
  First first;
  return simulation.run(body, first);
}

std::size_t evaluations(const sim::Execution& execution) {
  std::size_t count = 0;
  for (const sim::Step& step : execution.steps) count += step.kind == OperationKind::Evaluate;
  return count;
}

void set(Os& os, const Shared& shared) {
  os.store(shared.counter, 1, Access::Atomic);
}

void wait_for_one(Os& os, const Shared& shared) {
  EXPECT_TRUE(os.wait_until([&] { return os.load(shared.counter, Access::Atomic) == 1; }));
}

// The store, and then the one look that finds it; or a look that does not, the store, another look.
TEST(WaitUntil, LooksOnceAndAgainAfterAChange) {
  const Explored explored = explore_all([](Os& os) {
    const Shared shared = share(os);
    spawn(os, set, shared);
    wait_for_one(os, shared);
  });
  EXPECT_EQ(explored.executions, 2u);
  EXPECT_EQ(explored.deadlocks, 0u);
}

// A store of another word, and one of the value that was there, wake nobody.
TEST(WaitUntil, IsNotWokenByWhatChangesNothing) {
  const Child store_elsewhere = [](Os& os, const Shared& shared) {
    os.store({shared.counter.memory, 8, 8}, 1, Access::Atomic);
    os.store(shared.counter, 0, Access::Atomic);
  };
  const sim::Body body = [store_elsewhere](Os& os) {
    const Shared shared{{os.create_memory(16), 0, 8}, os::kNoHandle};
    spawn(os, store_elsewhere, shared);
    wait_for_one(os, shared);
  };
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, body);
  EXPECT_EQ(execution.ending, sim::Ending::Deadlock);
  EXPECT_EQ(evaluations(execution), 1u);
  ASSERT_EQ(execution.blocked.size(), 1u);
  const sim::Operation& waiting = execution.blocked[0].operation;
  EXPECT_EQ(waiting.kind, OperationKind::Evaluate);
  ASSERT_EQ(waiting.offset, 1u);
  EXPECT_EQ(execution.looks[waiting.object].size, 8);
  // One look somewhere among two stores.
  EXPECT_EQ(explore_all(body).deadlocks, 3u);
}

TEST(WaitUntil, RecordsEachWordThatItLoaded) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    const os::Handle memory = os.create_memory(16);
    os.store({memory, 12, 4}, 7, Access::Plain);
    os.wait_until([&] {
      return os.load({memory, 0, 1}, Access::Atomic) + os.load({memory, 12, 4}, Access::Plain) == 7;
    });
  });
  const sim::Step& step = execution.steps[1];
  EXPECT_EQ(step.kind, OperationKind::Evaluate);
  EXPECT_EQ(step.value, 1u);
  ASSERT_EQ(step.offset, 2u);
  EXPECT_EQ(execution.looks[step.object],
            (sim::Look{sim::LookKind::Memory, 1, execution.steps[0].object, 0, 0, 0}));
  EXPECT_EQ(execution.looks[step.object + 1],
            (sim::Look{sim::LookKind::Memory, 4, execution.steps[0].object, 12, 0, 7}));
  EXPECT_EQ(execution.steps.size(), 3u) << "the loads are no steps";
  EXPECT_EQ(sim::describe(simulation.trace(), step), "wait-until memory #1, memory #1[12]");
  EXPECT_EQ(sim::describe_result(step), "holds");
}

// With a timeout the wait may give up whenever the word has not changed since it was looked at.
TEST(WaitUntil, GivesUpOnlyWhileItCouldNotSucceed) {
  const auto timed = [](std::chrono::nanoseconds timeout) {
    return explore_all([timeout](Os& os) {
      const Shared shared = share(os);
      spawn(os, set, shared);
      const auto holds = [&] { return os.load(shared.counter, Access::Atomic) == 1; };
      os.observe("value", os.wait_until(holds, timeout));
    });
  };
  // Store, look. Look, store, look. Look, give up, store.
  EXPECT_EQ(timed(std::chrono::seconds(1)).values,
            (std::map<std::int64_t, std::uint64_t>{{0, 1}, {1, 2}}));
  // A try is one look, before the store or after it.
  EXPECT_EQ(timed(std::chrono::seconds(0)).values,
            (std::map<std::int64_t, std::uint64_t>{{0, 1}, {1, 1}}));
}

TEST(WaitUntil, PassesOnWhatThePredicateThrows) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    const Shared shared = share(os);
    EXPECT_THROW(os.wait_until([]() -> bool { throw std::domain_error("own"); }),
                 std::domain_error);
    const auto store = [&] {
      os.store(shared.counter, 1, Access::Plain);
      return true;
    };
    EXPECT_THROW(os.wait_until(store), std::logic_error);
    EXPECT_THROW(os.wait_until([&] { return os.create_pipe().first == os::kNoHandle; }),
                 std::logic_error);
    EXPECT_EQ(os.load(shared.counter, Access::Plain), 0u) << "it did not take effect";
  });
  EXPECT_TRUE(execution.exceptions.empty());
}

// The one who stores decides on its own stack that the waiting one goes on: the exception of the
// predicate must still reach the one who waits.
TEST(WaitUntil, PassesAnExceptionToWhoeverWaits) {
  const Explored explored = explore_all([](Os& os) {
    const Shared shared = share(os);
    spawn(os, set, shared);
    bool thrown = false;
    try {
      os.wait_until([&] {
        if (os.load(shared.counter, Access::Atomic) == 1) throw std::domain_error("own");
        return false;
      });
    } catch (const std::domain_error&) {
      thrown = true;
    }
    os.observe("value", thrown);
  });
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{1, 2}}));
}

TEST(WaitUntil, OfNothingThatCanChangeIsADeadlock) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) { os.wait_until([] { return false; }); });
  EXPECT_EQ(execution.ending, sim::Ending::Deadlock);
  EXPECT_EQ(evaluations(execution), 1u);
}

void wait_and_count(Os& os, const Shared& shared) {
  wait_for_one(os, shared);
}

TEST(WaitUntil, CanBeKilled) {
  sim::SimulationOptions options;
  options.exits_are_choices = true;
  const Explored explored = explore_all(
      [](Os& os) {
        const os::Handle child = spawn(os, wait_and_count, share(os));
        os.kill(child, os::Signal::Kill);
        EXPECT_EQ(os.wait(child, os::kForever), -9);
      },
      options);
  EXPECT_EQ(explored.executions, 2u) << "before the first look or after it";
  EXPECT_EQ(explored.deadlocks, 0u);
}

}  // namespace
}  // namespace ravel::test
