// An operating system of one process whose others are played by the test: what they do meanwhile is
// put between two calls. For orders of steps that are so rare that a program which shows them has
// too many executions to explore.
#pragma once

#include <functional>
#include <stdexcept>
#include <utility>

#include "tests/primitives/fake_os.h"

namespace ravel {

class ScriptedOs final : public FakeOs {
 public:
  using Meanwhile = std::function<void()>;

  /// Each happens once, at the next such call.
  Meanwhile before_acquire;
  Meanwhile after_acquire;
  Meanwhile before_exchange;
  Meanwhile in_sleep;

  Handle create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where where) override {
    const Handle handle = FakeOs::create_semaphore(initial, maximum, where);
    values_[handle] = initial;
    return handle;
  }

  /// Without a permit: false with a timeout, std::logic_error without one.
  bool acquire(Handle semaphore, os::Timeout timeout, Where) override {
    happen(before_acquire);
    std::uint64_t& permits = values_[semaphore];
    const bool taken = permits > 0;
    if (taken) --permits;
    happen(after_acquire);
    if (!taken && !timeout) throw std::logic_error("would wait for ever");
    return taken;
  }
  bool release(Handle semaphore, Where) noexcept override {
    ++values_[semaphore];
    return true;
  }
  std::uint32_t semaphore_value(Handle semaphore, Where) override {
    return static_cast<std::uint32_t>(values_[semaphore]);
  }

  std::uint64_t load(os::Word word, os::Access, Where) override { return values_[word.memory]; }
  void store(os::Word word, std::uint64_t value, os::Access, Where) override {
    values_[word.memory] = value;
  }
  std::uint64_t fetch_add(os::Word word, std::uint64_t delta, Where) override {
    return std::exchange(values_[word.memory], values_[word.memory] + delta);
  }
  std::uint64_t compare_exchange(os::Word word, std::uint64_t expected, std::uint64_t desired,
                                 Where) override {
    happen(before_exchange);
    const std::uint64_t old = values_[word.memory];
    if (old == expected) values_[word.memory] = desired;
    return old;
  }

  void sleep(std::chrono::nanoseconds duration, Where) override {
    happen(in_sleep);
    now_ += duration;
  }
  std::chrono::nanoseconds now() override { return now_; }

 private:
  static void happen(Meanwhile& meanwhile) {
    if (meanwhile) std::exchange(meanwhile, nullptr)();
  }

  std::map<Handle, std::uint64_t> values_;
  std::chrono::nanoseconds now_{};
};

}  // namespace ravel
