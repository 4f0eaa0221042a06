// The results of several tasks, one after the other: in their order, or as they come.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "primitives/lock.h"
#include "primitives/pending.h"
#include "primitives/permits.h"
#include "primitives/time_limit.h"

namespace ravel {

/// Numbers of results in the order in which they became ready. A copy is the same.
class Arrivals {
 public:
  explicit Arrivals(os::Os& os);

  /// Of `parts`, which are numbered in their order.
  template <class Part>
  Arrivals(os::Os& os, const std::vector<std::shared_ptr<Part>>& parts) : Arrivals(os) {
    for (std::size_t i = 0; i < parts.size(); ++i) expect(*parts[i], i);
  }

  /// Tells `number` once `pending` is ready.
  void expect(Pending& pending, std::size_t number);

  /// Nothing when none came in time.
  std::optional<std::size_t> next(os::Timeout timeout, os::Where where);

 private:
  struct Queue;
  std::shared_ptr<Queue> queue_;
};

/// `while (auto item = results.next()) ...`. One thread at a time.
template <class Item>
class ResultIterator {
 public:
  using Part = std::shared_ptr<PendingResult<std::vector<Item>>>;

  /// With `arrivals` the parts come as they are ready, else in their order. `limit`: from then on
  /// nothing is waited for any more.
  ResultIterator(std::vector<Part> parts, std::optional<Arrivals> arrivals = {},
                 std::optional<TimeLimit> limit = {})
      : parts_(std::move(parts)), arrivals_(std::move(arrivals)), limit_(limit) {}

  /// The next result, or nothing after the last one. Throws TimeoutError if it is not ready in
  /// time, and may be asked again then; what a task failed with in its place, and goes on with the
  /// next one then: after a failure the rest of its chunk is left out.
  std::optional<Item> next(os::Timeout timeout = os::kForever,
                           os::Where where = os::Where::here()) {
    if (limit_) timeout = limit_->left();
    while (ready_.empty()) {
      if (taken_ == parts_.size()) return std::nullopt;
      std::size_t number = taken_;
      if (arrivals_) {
        const auto arrived = arrivals_->next(timeout, where);
        if (!arrived) throw TimeoutError("no result is there yet");
        number = *arrived;
      } else if (!parts_[number]->wait(timeout, where)) {
        throw TimeoutError("the next result is not there yet");
      }
      ++taken_;
      const std::vector<Item> items = parts_[number]->get(os::kForever, where);
      ready_.assign(items.begin(), items.end());
    }
    Item item = std::move(ready_.front());
    ready_.pop_front();
    return item;
  }

 private:
  std::vector<Part> parts_;
  std::optional<Arrivals> arrivals_;
  std::optional<TimeLimit> limit_;
  std::size_t taken_ = 0;
  std::deque<Item> ready_;
};

}  // namespace ravel
