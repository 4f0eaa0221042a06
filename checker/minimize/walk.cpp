#include "checker/minimize/walk.h"

#include <algorithm>
#include <utility>

namespace ravel::minimize {

Walk::Walk(const Order& order) : order_(&order), done_(order.processes()) {
  settle(0);
}

const Event* Walk::next(std::size_t process) const {
  const std::vector<std::uint32_t>& steps = order_->steps_of(process);
  return done_[process] < steps.size() ? &(*order_)[steps[done_[process]]] : nullptr;
}

bool Walk::is_ready(const Event& event) const {
  return std::equal(event.before.begin(), event.before.end(), done_.begin(), std::less_equal<>());
}

bool Walk::can_go(std::size_t process) const {
  const Event* event = next(process);
  return event && event->placed && is_ready(*event);
}

bool Walk::go(std::size_t process) {
  alone_ = true;
  take(process);
  settle(process);
  return alone_;
}

void Walk::run(std::size_t process) {
  while (can_go(process)) {
    Walk further = *this;
    if (!further.go(process)) return;
    *this = std::move(further);
  }
}

std::size_t Walk::switches_left() const {
  std::size_t others = 0;
  for (std::size_t process = 0; process < done_.size(); ++process)
    others += process != last_ && next(process) != nullptr;
  return others;
}

std::vector<std::uint32_t> Walk::cut() {
  return std::exchange(steps_, {});
}

void Walk::take(std::size_t process) {
  const std::uint32_t step = order_->steps_of(process)[done_[process]++];
  ++taken_;
  if ((*order_)[step].counts) {
    if (begun_ && process != last_) {
      ++switches_;
      alone_ = false;
    }
    begun_ = true;
    last_ = process;
  }
  steps_.push_back(step);
  if (const auto child = (*order_)[step].child) new_ones_.push_back(*child);
}

void Walk::run_on(std::size_t process) {
  for (const Event* event = next(process); event && !event->placed && is_ready(*event);
       event = next(process))
    take(process);
}

bool Walk::wake_somebody() {
  for (std::size_t process = 0; process < done_.size(); ++process) {
    const Event* event = next(process);
    if (!event || event->placed || !is_ready(*event)) continue;
    run_on(process);
    return true;
  }
  return false;
}

bool Walk::let_somebody_draw() {
  for (std::size_t process = 0; process < done_.size(); ++process) {
    const Event* event = next(process);
    if (!event || !event->draws || !is_ready(*event)) continue;
    take(process);
    run_on(process);
    return true;
  }
  return false;
}

void Walk::settle(std::size_t process) {
  run_on(process);
  do {
    for (std::size_t i = 0; i < new_ones_.size(); ++i) run_on(new_ones_[i]);
    new_ones_.clear();
  } while (wake_somebody() || let_somebody_draw());
}

}  // namespace ravel::minimize
