// One way through the steps of an execution, in the making: which have been taken and how often the
// process changed. Whoever chooses the next step gets what follows by itself, too, as the simulator
// does it: new processes run up to their first operation, waits for ends that have come go on.
#pragma once

#include <vector>

#include "checker/minimize/order.h"

namespace ravel::minimize {

class Walk {
 public:
  explicit Walk(const Order& order);

  /// Whether the next step of `process` is placed, and could be taken now.
  bool can_go(std::size_t process) const;

  /// Takes the next step of `process`, which can go, and those that follow by themselves. True if
  /// nobody else took any.
  bool go(std::size_t process);

  /// The same as long as `process` can go and nobody else takes a step by that.
  void run(std::size_t process);

  bool complete() const noexcept { return taken_ == order_->size(); }
  std::size_t taken() const noexcept { return taken_; }
  std::size_t switches() const noexcept { return switches_; }
  std::size_t last() const noexcept { return last_; }
  const Counts& done() const noexcept { return done_; }

  /// How many more switches there will be at least: everybody who has something left goes again.
  std::size_t switches_left() const;

  /// The steps since the last call of this.
  std::vector<std::uint32_t> cut();

 private:
  const Event* next(std::size_t process) const;
  bool is_ready(const Event& event) const;
  void take(std::size_t process);
  void run_on(std::size_t process);
  bool wake_somebody();
  bool let_somebody_draw();
  void settle(std::size_t process);

  const Order* order_;
  Counts done_;
  std::size_t last_ = 0;
  std::size_t taken_ = 0;
  std::size_t switches_ = 0;
  bool begun_ = false;                    // a step that counts has been taken
  bool alone_ = true;                     // nobody but one has taken a step
  std::vector<sim::ProcessId> new_ones_;  // that have not run yet
  std::vector<std::uint32_t> steps_;
};

}  // namespace ravel::minimize
