// Waiting for shared memory on a real system.
#include <sys/resource.h>

#include "tests/primitives/os/posix/world.h"
#include "tests/primitives/os_programs.h"

namespace ravel::os::posix {
namespace {

using namespace std::chrono_literals;

class PosixWaitUntil : public Posix {};
INSTANTIATE_TEST_SUITE_P(Methods, PosixWaitUntil, both_methods(), method_name);

std::chrono::microseconds processor_time() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

// A wait that spins takes all of its time from the processor, one that looks once in a millisecond
// some percent of it.
TEST_P(PosixWaitUntil, ALongWaitLeavesTheProcessorToOthers) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle memory = os.create_memory(8);
              const auto holds = [&] { return os.load({memory, 0, 8}, Access::Atomic) != 0; };
              const auto before = processor_time();
              const auto waited = 300ms;
              expect(!os.wait_until(holds, waited), "nobody stores");
              expect(processor_time() - before < waited / 3, "it slept for the most part");
            }),
            "");
}

TEST_P(PosixWaitUntil, TheTimeIsUpNotBeforeItIs) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto before = os.now();
              os.wait_until([] { return false; }, 10ms);
              expect(os.now() - before >= 10ms, "never early");
            }),
            "");
}

// Nothing has to be told to who waits, so that nothing is lost when the teller dies right after its
// store.
TEST_P(PosixWaitUntil, AStoreOfAProcessThatIsKilledCounts) {
  const RunResult result = run([](Os& os) {
    const Handle memory = os.create_memory(8);
    const auto store_and_die = [](Os& inner, const Handles& handles) {
      inner.store({handles[0], 0, 8}, 1, Access::Atomic);
      std::raise(SIGKILL);
    };
    ravel::start(os, store_and_die, {memory});
    os.wait_until([&] { return os.load({memory, 0, 8}, Access::Atomic) == 1; });
  });
  ASSERT_EQ(result.ended.size(), 2u);
  EXPECT_EQ(result.ended[0].exit_code, 0);
  EXPECT_EQ(result.ended[1].exit_code, -SIGKILL);
}

}  // namespace
}  // namespace ravel::os::posix
