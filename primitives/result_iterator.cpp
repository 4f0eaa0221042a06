// Who was ready first.
#include "primitives/result_iterator.h"

namespace ravel {

struct Arrivals::Queue {
  explicit Queue(os::Os& os) : lock(os), there(os, 0, kPermitsMax, os::Where::here()) {}

  Lock lock;
  Permits there;
  std::deque<std::size_t> numbers;
};

Arrivals::Arrivals(os::Os& os) : queue_(std::make_shared<Queue>(os)) {}

void Arrivals::expect(Pending& pending, std::size_t number) {
  pending.observe([queue = queue_, number] {
    {
      const auto guard = queue->lock.hold();
      queue->numbers.push_back(number);
    }
    queue->there.give(os::Where::here());
  });
}

std::optional<std::size_t> Arrivals::next(os::Timeout timeout, os::Where where) {
  if (!queue_->there.take(timeout, where)) return std::nullopt;
  const auto guard = queue_->lock.hold();
  const std::size_t number = queue_->numbers.front();
  queue_->numbers.pop_front();
  return number;
}

}  // namespace ravel
