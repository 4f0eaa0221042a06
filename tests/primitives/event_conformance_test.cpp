// Events on every operating system layer. The codes are those of the checklist of behaviours; in
// the simulator each must hold in every interleaving.
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

TEST_P(Conformance, EV01ANewEventIsNotSet) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    expect(!event.is_set(), "not set");
    expect(!event.wait(0ms) && !event.wait(-1s), "zero and less do not wait");
    expect(!event.wait(20ms), "nobody sets it");
  };
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ("", problem(GetParam(), body));
  if (GetParam() != Backend::Simulator) {
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms) << "timed out early";
  }
}

TEST_P(Conformance, EV02ASetEventStaysSetUntilItIsCleared) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    event.set();
    event.set();
    expect(event.is_set() && event.wait() && event.wait(0ms), "set, and set again");
    event.clear();
    event.clear();
    expect(!event.is_set() && !event.wait(1ms), "cleared");
    event.set();
    expect(event.wait(), "set again after that");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void wait_untimed(os::Os&, Event event) {
  expect(event.wait(), "without a timeout it is true");
}

TEST_P(Conformance, EV02SettingWakesAllWhoWait) {
  const auto body = [](os::Os& os, const Parameters& with) {
    Event event(os);
    std::vector<Process> waiters;
    for (int i = 0; i < with["many"]; ++i) waiters.emplace_back(os, wait_untimed, event);
    for (Process& waiter : waiters) waiter.start();
    event.set();
    for (Process& waiter : waiters) waiter.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

/// How many have begun to wait: what no caller can know, and what these tests must.
std::uint64_t waiting(os::Os& os, const Event& event) {
  ArgumentWriter writer;
  writer(event);
  const os::Word word{.memory = writer.handles().front(), .offset = 0, .size = 8};
  return CrowdState(os.load(word, os::Access::Atomic)).inside_open();
}

// Who has not begun to wait has missed the pulse; the second `set` is for him.
TEST_P(Conformance, EV03EV04APulseWakesWhoHasBegunToWait) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    Process waiter(os, wait_untimed, event);
    waiter.start();
    os.sleep(20ms);
    const bool begun = waiting(os, event) == 1;
    event.set();
    event.clear();
    if (!begun) event.set();
    waiter.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// The first one may not have woken yet when the second one begins to wait.
TEST_P(Conformance, EV04WhoComesAfterAPulseTakesNobodysPermit) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    Process waiter(os, wait_untimed, event);
    waiter.start();
    os.sleep(20ms);
    const bool begun = waiting(os, event) == 1;
    event.set();
    event.clear();
    expect(!event.wait(1ms), "the pulse was before");
    if (!begun) event.set();
    waiter.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void wait_a_while(os::Os&, Event event, Semaphore woken) {
  if (event.wait(1ms)) woken.release();
}

TEST_P(Conformance, EV04ATimeoutMeetsAPulse) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    Semaphore woken(os, 0);
    Process waiter(os, wait_a_while, event, woken);
    waiter.start();
    event.set();
    event.clear();
    waiter.join();
    // A permit that was meant for him may be left behind: it wakes nobody else.
    expect(!event.wait(1ms), "the pulse is over");
    Process other(os, wait_untimed, event);
    other.start();
    event.set();
    other.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void set(os::Os&, Event event) {
  event.set();
}

TEST_P(Conformance, EV05AChildWakesItsParent) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    Process child(os, set, event);
    child.start();
    expect(event.wait(), "set by the child");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EV04AKilledWaiterHindersNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    Process victim(os, wait_untimed, event);
    Process waiter(os, wait_untimed, event);
    victim.start();
    waiter.start();
    os.sleep(20ms);
    victim.kill();
    event.set();
    waiter.join();
    event.clear();
    expect(!event.wait(1ms), "what the victim left is for nobody");
    event.set();
    expect(event.wait(), "and hinders nobody");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EV04TheNextSetWakesWhomAKilledOneLeftAsleep) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    Process waiter(os, wait_untimed, event);
    Process victim(os, set, event);
    waiter.start();
    victim.start();
    victim.kill();
    victim.join();
    event.set();
    waiter.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EV04AWaiterInEachRoomIsKilled) {
  const auto body = [](os::Os& os, const Parameters&) {
    Event event(os);
    for (unsigned i = 0; i < Rooms::kCount; ++i) {
      Process victim(os, wait_untimed, event);
      victim.start();
      os.sleep(20ms);
      victim.kill();
      victim.join();
      event.set();
      event.clear();
    }
    expect(!event.wait(3ms), "not set");
    Process setter(os, set, event);
    setter.start();
    event.wait(3ms);
    setter.join();
    expect(event.wait(), "set");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
