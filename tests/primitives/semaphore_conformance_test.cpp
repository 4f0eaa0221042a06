// Semaphores on every operating system layer. The codes are those of the checklist of behaviours;
// in the simulator each must hold in every interleaving.
#include <chrono>
#include <limits>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

TEST_P(Conformance, SE01SE02TheValueFollowsAcquiresAndReleases) {
  const auto body = [](os::Os& os, const Parameters&) {
    Semaphore semaphore(os, 2);
    expect(semaphore.get_value() == 2, "at first");
    expect(semaphore.acquire() && semaphore.get_value() == 1, "one taken");
    expect(semaphore.try_acquire() && semaphore.get_value() == 0, "two taken");
    expect(!semaphore.try_acquire() && semaphore.get_value() == 0, "no third one");
    semaphore.release();
    expect(semaphore.get_value() == 1, "one given back");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SE03APlainSemaphoreMayExceedItsInitialValue) {
  const auto body = [](os::Os& os, const Parameters&) {
    Semaphore semaphore(os, 2);
    semaphore.release();
    semaphore.release();
    expect(semaphore.get_value() == 4, "two more than at first");
    Semaphore full(os, std::numeric_limits<std::int32_t>::max());
    full.label("full");
    expect(text_of<OverRelease>([&] { full.release(); }) ==
               "release of semaphore 'full' beyond 2147483647 permits: acquire some first",
           "what no system can count");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{}, {FindingKind::OverRelease}}));
}

TEST_P(Conformance, SE04ABoundedSemaphoreMayNot) {
  const auto body = [](os::Os& os, const Parameters&) {
    BoundedSemaphore semaphore(os, 2);
    semaphore.label("seats");
    semaphore.acquire();
    semaphore.release();
    expect(text_of<OverRelease>([&] { semaphore.release(); }) ==
               "release of bounded semaphore 'seats', whose 2 permits are all there: acquire one "
               "first",
           "more than at first");
    expect(semaphore.get_value() == 2, "unchanged");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{}, {FindingKind::OverRelease}}));
}

TEST_P(Conformance, SE05AcquiringGivesUpAtTheTimeout) {
  const auto body = [](os::Os& os, const Parameters&) {
    Semaphore semaphore(os, 0);
    expect(!semaphore.acquire(0ms) && !semaphore.acquire(-1s), "zero and less only try");
    expect(!semaphore.acquire(20ms), "nobody releases");
    semaphore.release();
    expect(semaphore.acquire(-1s), "what can succeed does");
  };
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ("", problem(GetParam(), body));
  if (GetParam() != Backend::Simulator) {
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms) << "timed out early";
  }
}

TEST_P(Conformance, SE06SE08SE09BadNumbersAreRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(text_of<std::invalid_argument>([&] { const Semaphore none(os, -1); }) ==
               "a semaphore of -1 permits: it has 0 to 2147483647",
           "negative");
    expect(!text_of<std::invalid_argument>([&] { const BoundedSemaphore none(os, 0); }).empty(),
           "a bounded one that could never be acquired");
    Semaphore semaphore(os);
    expect(semaphore.get_value() == 1 && BoundedSemaphore(os).get_value() == 1, "the default");
    expect(text_of<std::invalid_argument>([&] { semaphore.release(0); }) ==
               "release of 0 permits of the semaphore: release at least 1",
           "nothing");
    semaphore.release(3);
    expect(semaphore.get_value() == 4, "three at once");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void take(os::Os&, Semaphore semaphore, Semaphore taken) {
  semaphore.acquire();
  taken.release();
}

TEST_P(Conformance, SE07EachPermitLetsOneGoOn) {
  const auto body = [](os::Os& os, const Parameters&) {
    Semaphore semaphore(os, 0);
    Semaphore taken(os, 0);
    std::vector<Process> takers;
    for (int i = 0; i < 3; ++i) takers.emplace_back(os, take, semaphore, taken);
    for (Process& taker : takers) taker.start();
    semaphore.release();
    taken.acquire();
    expect(!taken.acquire(5ms), "one permit, one process");
    semaphore.release(2);
    for (Process& taker : takers) taker.join();
    expect(taken.get_value() == 2, "the other two");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void enter(os::Os&, Semaphore seats, Semaphore inside) {
  const auto guard = seats.hold();
  expect(inside.try_acquire(), "no more than there are seats");
  inside.release();
}

TEST_P(Conformance, NoMoreAreInsideThanThereArePermits) {
  const auto body = [](os::Os& os, const Parameters& with) {
    Semaphore seats(os, with["many"] - 1);
    Semaphore inside(os, with["many"] - 1);
    std::vector<Process> guests;
    for (int i = 0; i < with["many"]; ++i) guests.emplace_back(os, enter, seats, inside);
    for (Process& guest : guests) guest.start();
    for (Process& guest : guests) guest.join();
    expect(seats.get_value() == with["many"] - 1, "all have left");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AKilledHolderKeepsItsPermit) {
  const auto body = [](os::Os& os, const Parameters&) {
    Semaphore semaphore(os, 2);
    Semaphore holding(os, 0);
    const auto hold = [](os::Os& child, Semaphore held, Semaphore ready) {
      const auto guard = held.hold();
      ready.release();
      Semaphore(child, 0).acquire();
    };
    Process victim(os, hold, semaphore, holding);
    victim.start();
    holding.acquire();
    victim.kill();
    victim.join();
    expect(semaphore.get_value() == 1, "no guard has released it");
    semaphore.release();
    expect(semaphore.get_value() == 2, "repaired");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
