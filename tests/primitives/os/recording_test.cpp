// The order of a record where calls overlap in time, which real processes seldom show.
#include "primitives/os/recording/recording_os.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>

#include "tests/primitives/fake_os.h"

namespace ravel::os::recording {
namespace {

using testing::ElementsAre;

/// Another process acquires while a release is still on its way back.
class OverlappingOs : public FakeOs {
 public:
  std::function<void()> meanwhile;

  bool release(Handle, Where) noexcept override {
    meanwhile();
    return true;
  }
  bool acquire(Handle, Timeout, Where) override { return true; }
  std::chrono::nanoseconds now() override { return {}; }
};

// The acquire returned first, but only the release made it possible: that has the lower number.
TEST(RecordingOrder, PutsAReleaseBeforeTheAcquireThatItMadePossible) {
  alignas(64) std::array<std::byte, 16'384> memory{};
  Log::create(memory.data(), 10, 0);
  Log log(memory.data());
  OverlappingOs system;
  RecordingOs holder(system, log, Handle{1});
  RecordingOs waiter(system, log, Handle{2});
  system.meanwhile = [&] { waiter.acquire(Handle{7}, kForever, Where::here()); };
  holder.release(Handle{7}, Where::here());

  std::vector<Entry> entries = log.entries();
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.order < b.order; });
  std::vector<Call> calls;
  for (const Entry& entry : entries) calls.push_back(entry.call);
  EXPECT_THAT(calls, ElementsAre(Call::Begin, Call::Begin, Call::Release, Call::Acquire));
}

}  // namespace
}  // namespace ravel::os::recording
