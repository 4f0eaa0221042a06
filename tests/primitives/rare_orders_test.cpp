// Rare orders of steps in Event and Barrier, played by hand: see ScriptedOs. The codes are those of
// the checklist of behaviours.
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/scripted_os.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

struct RareOrders : testing::Test {
  ScriptedOs os;
  Event event{os};

  void pulse() {
    event.set();
    event.clear();
  }

  /// In the end the room that was entered first is open again, and a permit lies there that nobody
  /// takes: a wait timed out when the event was set.
  void leave_a_permit_behind() {
    os.after_acquire = [&] { pulse(); };
    EXPECT_TRUE(event.wait(1ms));
    os.before_acquire = [&] { pulse(); };
    EXPECT_TRUE(event.wait());
  }
};

TEST_F(RareOrders, EV03APulseAfterTheTimeIsUpStillCounts) {
  os.after_acquire = [&] { pulse(); };
  EXPECT_TRUE(event.wait(1ms)) << "set before the wait has returned";
  EXPECT_FALSE(event.wait(1ms)) << "over";
}

TEST_F(RareOrders, EV03APermitThatWasLeftBehindWakesNobody) {
  leave_a_permit_behind();
  EXPECT_FALSE(event.wait(1ms));
}

TEST_F(RareOrders, EV04WhoTakesAPermitThatWasLeftBehindMissesNoPulse) {
  leave_a_permit_behind();
  // Having found that it is not his, he enters again: by then it has been set and cleared.
  os.after_acquire = [&] { os.before_exchange = [&] { pulse(); }; };
  EXPECT_TRUE(event.wait());
}

// Three processes sleep, one in each room, and have not woken yet: newcomers look instead.
TEST_F(RareOrders, EV04APulseReachesWhoCannotEnterARoom) {
  int woken = 0;
  const auto sleep_in_the_next_room = [&](const std::function<void()>& meanwhile) {
    os.before_acquire = [&] {
      pulse();
      meanwhile();
    };
    woken += event.wait() ? 1 : 0;
  };
  sleep_in_the_next_room([&] {
    sleep_in_the_next_room([&] {
      sleep_in_the_next_room([&] {
        EXPECT_FALSE(event.wait(3ms)) << "no pulse";
        os.in_sleep = [&] { pulse(); };
        EXPECT_TRUE(event.wait(3ms)) << "a pulse between two looks";
      });
    });
  });
  EXPECT_EQ(3, woken) << "each by his own permit";
}

TEST(RareOrdersOfBarriers, BA08APermitThatWasLeftBehindLetsNobodyPass) {
  ScriptedOs os;
  Barrier barrier(os, 2);
  const auto waits_in_vain = [&] {
    return !text_of<BrokenBarrier>([&] { barrier.wait(1ms); }).empty();
  };
  for (int round = 0; round < 3; ++round) {
    // The time is up when it is reset: the permit stays in the room.
    os.after_acquire = [&] { barrier.reset(); };
    EXPECT_TRUE(waits_in_vain());
    EXPECT_FALSE(barrier.broken()) << "it was reset, not broken";
  }
  EXPECT_TRUE(waits_in_vain()) << "nobody else has come";
  EXPECT_TRUE(barrier.broken());
}

TEST(RareOrdersOfBarriers, BA05WhoseTimeIsUpWhenAllHaveComePasses) {
  ScriptedOs os;
  Barrier barrier(os, 2);
  os.after_acquire = [&] { EXPECT_EQ(1, barrier.wait()); };
  EXPECT_EQ(0, barrier.wait(1ms)) << "before it looks";
  os.after_acquire = [&] { os.before_exchange = [&] { EXPECT_EQ(1, barrier.wait()); }; };
  EXPECT_EQ(0, barrier.wait(1ms)) << "after it has looked, before it breaks the barrier";
  EXPECT_FALSE(barrier.broken());
}

}  // namespace
}  // namespace ravel
