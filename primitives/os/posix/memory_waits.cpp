// One look after the other, at growing distances.
#include "primitives/os/posix/memory_waits.h"

#include <stdexcept>

#include "primitives/os/posix/backoff.h"

namespace ravel::os::posix {
namespace {

constexpr Backoff kMemoryBackoff{std::chrono::microseconds(1), std::chrono::milliseconds(1)};

}  // namespace

class MemoryWaits::Evaluation {
 public:
  explicit Evaluation(MemoryWaits& waits) : waits_(waits) {
    const std::lock_guard lock(waits_.mutex_);
    waits_.evaluators_.insert(std::this_thread::get_id());
    ++waits_.evaluating_;
  }
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;
  ~Evaluation() {
    const std::lock_guard lock(waits_.mutex_);
    waits_.evaluators_.erase(std::this_thread::get_id());
    --waits_.evaluating_;
  }

 private:
  MemoryWaits& waits_;
};

bool MemoryWaits::wait(const std::function<bool()>& predicate, Timeout timeout) {
  require_allowed();
  const auto look = [&] {
    const Evaluation evaluation(*this);
    return predicate();
  };
  if (look()) return true;
  if (timeout && timeout->count() <= 0) return false;
  const Waiting waiting(threads_.record(), WaitKind::Memory);
  return look_until(look, timeout, kMemoryBackoff);
}

void MemoryWaits::refuse_in_predicate() {
  const std::lock_guard lock(mutex_);
  if (evaluators_.contains(std::this_thread::get_id()))
    throw std::logic_error("what wait_until waits for may only load shared memory");
}

}  // namespace ravel::os::posix
