// Queues whose users are killed, on every operating system layer: QU-14 and QU-15
// of the checklist. In the simulator the kill may come before or after any step of the victim.
#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using os::expect;

void put_one(os::Os&, Queue<int> queue) {
  queue.put(1);
}

void get_for_ever(os::Os&, Queue<int> queue) {
  for (;;) queue.get();
}

// The one that is killed takes at most what it has got; the others get the rest.
TEST_P(Conformance, QU14WhoIsKilledInsideGetHindersNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    Process victim(os, get_for_ever, queue);
    victim.start();
    queue.put(1);
    victim.kill();
    victim.join();
    const std::optional<int> rest = queue.try_get();
    expect(!rest || *rest == 1, "it is there, or gone with the victim");
    queue.put(2);
    expect(queue.get() == 2 && queue.empty(), "and the queue goes on");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU14WhoIsKilledWhileItWaitsCostsNoItemAndNoPlace) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os, 1);
    Process victim(os, get_for_ever, queue);
    victim.start();
    victim.kill();
    victim.join();
    expect(queue.try_put(1) && queue.full() && queue.try_get() == 1, "as before");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// Of two places one may be lost: the bound is one less then, and never two.
TEST_P(Conformance, QU14WhoIsKilledInsideGetCostsAtMostOnePlace) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os, 2);
    Process victim(os, get_for_ever, queue);
    queue.put(1);
    victim.start();
    victim.kill();
    victim.join();
    const bool taken = !queue.try_get();
    const std::uint32_t lost = queue.qsize();
    expect(lost == 0 || (lost == 1 && taken), "only a place whose item was taken is lost");
    for (int i = 0; i < 2; ++i) {
      queue.put(i);
      expect(queue.get() == i, "it goes on with what is left");
    }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU15WhoIsKilledInsidePutHindersNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os, 2);
    Process victim(os, put_one, queue);
    victim.start();
    victim.kill();
    victim.join();
    const std::optional<int> item = queue.try_get();
    expect(!item || *item == 1, "it has put its item, or has not");
    expect(queue.qsize() <= 1, "at most one place is lost");
    queue.put(2);
    expect(queue.get() == 2 && queue.empty(), "it goes on with what is left");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
