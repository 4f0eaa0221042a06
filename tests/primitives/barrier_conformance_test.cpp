// Barriers on every operating system layer. The codes are those of the checklist of behaviours; in
// the simulator each must hold in every interleaving.
#include <algorithm>
#include <chrono>
#include <numeric>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

template <class Call>
bool breaks(Call call) {
  try {
    call();
  } catch (const BrokenBarrier&) {
    return true;
  }
  return false;
}

void come_once(os::Os&, Barrier barrier, Array<int> came) {
  const int index = barrier.wait();
  came.store(static_cast<std::size_t>(index), 1);
}

TEST_P(Conformance, BA01BA02AllPassWhenAllHaveComeEachWithAnIndexOfItsOwn) {
  const auto body = [](os::Os& os, const Parameters& with) {
    const int parties = static_cast<int>(with["many"]);
    Barrier barrier(os, parties);
    Array<int> came(os, static_cast<std::size_t>(parties));
    std::vector<Process> processes;
    for (int i = 0; i < parties; ++i) processes.emplace_back(os, come_once, barrier, came);
    for (Process& process : processes) process.start();
    for (Process& process : processes) process.join();
    expect(came.load_all() == std::vector<int>(static_cast<std::size_t>(parties), 1),
           "each index once");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_twice(os::Os&, Barrier barrier, Array<int> generations, int self) {
  for (int generation = 1; generation <= 2; ++generation) {
    generations.store(static_cast<std::size_t>(self), generation);
    barrier.wait();
    expect(generations.load(static_cast<std::size_t>(1 - self)) >= generation,
           "nobody passes before the other one has come");
  }
}

TEST_P(Conformance, BA01BA11ItIsUsableAgainAtOnceAndNobodyLapsTheOthers) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Array<int> generations(os, 2);
    Process other(os, come_twice, barrier, generations, 0);
    other.start();
    come_twice(os, barrier, generations, 1);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_often(os::Os&, Barrier barrier, Value<int> sum, int times) {
  for (int i = 0; i < times; ++i) {
    barrier.wait();
    if (barrier.wait() == 0) sum.store(sum.load() + 1);
  }
}

// Exactly one gets index 0 in each generation, and nobody is in the next one meanwhile.
TEST_P(Conformance, BA02BA11AThousandGenerations) {
  const auto body = [](os::Os& os, const Parameters& with) {
    const bool many = with["many"] > 2;
    const int times = many ? 500 : 1;
    Barrier barrier(os, many ? 5 : 2);
    Value<int> sum(os);
    std::vector<Process> processes;
    for (int i = 0; i < barrier.parties(); ++i)
      processes.emplace_back(os, come_often, barrier, sum, times);
    for (Process& process : processes) process.start();
    for (Process& process : processes) process.join();
    expect(sum.load() == times, "one of each generation");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_with_action(os::Os&, Barrier barrier, Value<int> actions) {
  barrier.wait([&] { actions.store(actions.load() + 1); });
  expect(actions.load() == 1, "before anybody is let go, and once");
}

TEST_P(Conformance, BA03TheLastOneRunsTheActionBeforeAnybodyIsLetGo) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Value<int> actions(os);
    Process other(os, come_with_action, barrier, actions);
    other.start();
    come_with_action(os, barrier, actions);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

/// The error of the action's own; anything else that is thrown is a failure of the test.
void come_and_fail(os::Os&, Barrier barrier, Value<int> failed) {
  try {
    barrier.wait([] { throw std::domain_error("the action's own"); });
  } catch (const std::domain_error&) {
    failed.locked().add(1);
    return;
  } catch (const BrokenBarrier&) {
    return;
  }
  expect(false, "nobody passes");
}

TEST_P(Conformance, BA04AnActionThatThrowsBreaksTheBarrier) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Value<int> failed(os);
    Process other(os, come_and_fail, barrier, failed);
    other.start();
    come_and_fail(os, barrier, failed);
    other.join();
    expect(failed.load() == 1, "the one that ran it gets its error");
    expect(barrier.broken(), "broken");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_in_vain(os::Os&, Barrier barrier) {
  expect(breaks([&] { barrier.wait(); }), "BrokenBarrier");
}

TEST_P(Conformance, BA05ATimeoutBreaksTheBarrierForAll) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 3);
    Process other(os, come_in_vain, barrier);
    other.start();
    expect(breaks([&] { barrier.wait(5ms); }), "the one whose time is up");
    expect(barrier.broken() && breaks([&] { barrier.wait(); }), "and who comes later");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_in_time(os::Os&, Barrier barrier, Semaphore passed) {
  if (!breaks([&] { barrier.wait(1ms); })) passed.release();
}

// Both pass or both do not, also if the time is up at the moment when the last one comes.
TEST_P(Conformance, BA05ATimeoutMeetsTheLastOne) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Semaphore passed(os, 0);
    Process other(os, come_in_time, barrier, passed);
    other.start();
    come_in_time(os, barrier, passed);
    other.join();
    expect(passed.get_value() != 1, "both or none");
    expect(barrier.broken() == (passed.get_value() == 0), "broken if it could not be passed");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, BA06TheConstructorsTimeoutIsTheDefault) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2, 20ms);
    expect(breaks([&] { barrier.wait(); }), "after 20 ms");
    Process other(os, come_in_vain, barrier);
    other.start();
    other.join();
  };
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ("", problem(GetParam(), body));
  if (GetParam() != Backend::Simulator) {
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms) << "timed out early";
  }
}

TEST_P(Conformance, BA07AnAbortedBarrierIsBrokenUntilItIsReset) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Process other(os, come_in_vain, barrier);
    other.start();
    barrier.abort();
    other.join();
    expect(barrier.broken() && breaks([&] { barrier.wait(); }), "broken for who comes later");
    barrier.reset();
    Array<int> came(os, 2);
    Process again(os, come_once, barrier, came);
    again.start();
    come_once(os, barrier, came);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_or_break(os::Os&, Barrier barrier) {
  breaks([&] { barrier.wait(); });
}

TEST_P(Conformance, BA08ResettingSendsTheWaitingAway) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Process other(os, come_or_break, barrier);
    other.start();
    os.sleep(20ms);
    const bool waiting = barrier.n_waiting() == 1;
    barrier.reset();
    // Who had not come yet when it was reset waits now, or will.
    if (!waiting) barrier.abort();
    other.join();
    barrier.reset();
    expect(!barrier.broken() && barrier.n_waiting() == 0, "as new");
    Process again(os, come_or_break, barrier);
    again.start();
    barrier.wait();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, BA09BA10OnePartyNeverWaits) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 1);
    int actions = 0;
    for (int i = 0; i < 5; ++i)
      expect(barrier.wait() == 0 && barrier.wait([&] { ++actions; }) == 0, "always the first");
    expect(actions == 5, "each time");
    expect(barrier.parties() == 1 && barrier.n_waiting() == 0 && !barrier.broken(), "readable");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// The victim is killed at any step of its own before the other one comes.
TEST_P(Conformance, BA12AKilledWaiterCountsInItsGenerationOnly) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Process victim(os, come_or_break, barrier);
    victim.start();
    os.sleep(20ms);
    victim.kill();
    victim.join();
    const bool came = barrier.n_waiting() == 1;
    expect(breaks([&] { barrier.wait(1ms); }) != came, "it counts if it had come");
    if (!came) barrier.reset();
    // The next generation needs two who live.
    Array<int> indexes(os, 2);
    Process other(os, come_once, barrier, indexes);
    other.start();
    come_once(os, barrier, indexes);
    other.join();
    expect(indexes.load_all() == std::vector<int>{1, 1}, "one and the other");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_with_patience(os::Os&, Barrier barrier) {
  breaks([&] { barrier.wait(50ms); });
}

// The victim may be the last to come, and is killed at any step of letting the others go.
TEST_P(Conformance, BA12WithATimeoutNobodyWaitsForAKilledOneForEver) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Process victim(os, come_or_break, barrier);
    Process survivor(os, come_with_patience, barrier);
    survivor.start();
    victim.start();
    victim.kill();
    survivor.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void come_last_and_act(os::Os& os, Barrier barrier) {
  Semaphore step(os, 1);
  breaks([&] {
    barrier.wait([&] {
      step.acquire();
      step.release();
    });
  });
}

TEST_P(Conformance, BA12OneThatIsKilledInItsActionHindersNobodyWithATimeout) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Process victim(os, come_last_and_act, barrier);
    victim.start();
    Process survivor(os, come_with_patience, barrier);
    survivor.start();
    victim.kill();
    survivor.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, BA12AbortingWakesWhomAKilledOneLeftAsleep) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    Process victim(os, come_or_break, barrier);
    Process survivor(os, come_or_break, barrier);
    survivor.start();
    victim.start();
    victim.kill();
    victim.join();
    barrier.abort();
    survivor.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, BA12AWaiterInEachRoomIsKilled) {
  const auto body = [](os::Os& os, const Parameters&) {
    Barrier barrier(os, 2);
    int came = 0;
    for (unsigned i = 0; i < Rooms::kCount; ++i) {
      Process victim(os, come_or_break, barrier);
      victim.start();
      os.sleep(20ms);
      victim.kill();
      victim.join();
      came += barrier.n_waiting();
      barrier.reset();
    }
    if (came < static_cast<int>(Rooms::kCount)) return;
    expect(breaks([&] { barrier.wait(); }) && barrier.broken(), "it breaks instead of hanging");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, ABarrierSaysWhatIsWrong) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(text_of<std::invalid_argument>([&] { const Barrier none(os, 0); }) ==
               "a barrier for 0 parties: it takes 1 to 4095",
           "nobody");
    Barrier barrier(os, 2);
    barrier.label("start");
    expect(text_of<BrokenBarrier>([&] { barrier.wait(0ms); }) ==
               "the time to wait at barrier 'start' is up, which breaks it: reset() it when all "
               "know",
           "the time is up");
    expect(text_of<BrokenBarrier>([&] { barrier.wait(); }) ==
               "barrier 'start' is broken: reset() it when all know",
           "broken");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
