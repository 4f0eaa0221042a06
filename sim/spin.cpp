#include "sim/spin.h"

#include <algorithm>

#include "sim/slot.h"

namespace ravel::sim {
namespace {

constexpr std::uint32_t kPeriodMax = 32;

bool looks(const Step& step) noexcept {
  return is_memory_access(step.kind) && !step.changed && step.kind != OperationKind::Store &&
         step.kind != OperationKind::AtomicStore;
}

template <class One, class Other>
bool is_same_access(const One& one, const Other& other) noexcept {
  return one.kind == other.kind && one.object == other.object && one.offset == other.offset &&
         one.size == other.size && one.where.line == other.where.line &&
         one.where.file == other.where.file;
}

template <class Place, class Write>
bool overlap(const Place& place, const Write& write) noexcept {
  return place.object == write.object && place.offset < write.offset + write.size &&
         write.offset < place.offset + place.size;
}

}  // namespace

std::uint32_t Spin::note(const Operation& look, bool same) noexcept {
  const std::uint32_t distance = reads_;
  line_ = look.where.line;
  object_ = look.object;
  offset_ = look.offset;
  value_ = look.value;
  reads_ = 0;
  if (same) return distance;
  limit_ = std::clamp(2 * limit_, 1u, kPeriodMax);
  return 0;
}

bool Spin::repeats(std::span<const Step> steps, ProcessId process, std::uint32_t period,
                   std::uint32_t patience) {
  own_.clear();
  period_ = period;
  for (auto i = static_cast<std::uint32_t>(steps.size()); i-- > 0;) {
    const Step& step = steps[i];
    if (step.process != process || step.kind == OperationKind::Fate) continue;
    if (!looks(step)) return false;
    if (own_.size() >= period) {
      const Step& later = steps[own_[own_.size() - period]];
      if (!is_same_access(step, later) || step.value != later.value) return false;
    }
    own_.push_back(i);
    if (own_.size() == period * patience) return true;
  }
  return false;
}

bool Spin::expects(std::span<const Step> steps, const Operation& operation,
                   std::uint32_t ahead) const noexcept {
  const Step& step = steps[own_[period_ - 1 - ahead % period_]];
  if (!is_same_access(step, operation)) return false;
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - 8 * operation.size);
  const bool same = ((operation.value ^ step.value) & mask) == 0;
  switch (operation.kind) {
    case OperationKind::Exchange:
      return same;
    case OperationKind::FetchAdd:
      return (operation.value & mask) == 0;
    case OperationKind::CompareExchange:
      return operation.expected != step.value || same;
    default:
      return true;
  }
}

bool Spin::outdated(std::span<const Step> steps) const noexcept {
  for (std::uint32_t i = 0; i < period_; ++i)
    for (std::size_t later = own_[i] + 1; later < steps.size(); ++later)
      if (steps[later].changed && overlap(steps[own_[i]], steps[later])) return true;
  return false;
}

void Spin::watch(std::span<const Step> steps) {
  words_.clear();
  for (std::uint32_t i = 0; i < period_; ++i) {
    const Step& step = steps[own_[i]];
    words_.push_back({step.object, step.offset, step.size});
  }
}

bool Spin::watches(const Operation& write) const noexcept {
  return std::any_of(words_.begin(), words_.end(),
                     [&](const Word& word) { return overlap(word, write); });
}

// After a step that looked at shared memory and changed nothing.
void Loop::Slot::note_look(const Operation& look) {
  const std::uint32_t period = spin.recurs(look);
  if (period == 0) return;
  // Its next operation comes before anybody else's step.
  if (spin.repeats(loop->steps(), process, period, loop->options_.spin_patience))
    loop->mode_ = Mode::Spinning;
}

// The next operation of a process whose loop has repeated itself.
bool Loop::Slot::announce_again(Operation& operation) noexcept {
  const bool ahead = loop->mode_ == Mode::Ahead;
  if (!spin.expects(loop->steps(), operation, ahead ? spin.performed : 0)) {
    leave_spin();
    return loop->announce(operation);
  }
  if (!ahead) {
    loop->execution_.steps[spin.last()].spins = static_cast<std::uint8_t>(spin.period());
    if (spin.outdated(loop->steps())) {
      leave_spin();
      return loop->announce(operation);
    }
    loop->mode_ = Mode::Ahead;
    spin.performed = 0;
  }
  if (spin.performed < Spin::kAhead * spin.period()) {
    ++spin.performed;
    loop->kernel_.apply(process, operation, Outcome::Done);
    return true;
  }
  spin.watch(loop->steps());
  spin.restart();
  loop->mode_ = loop->usual_mode();
  loop->pending_[process] = &operation;
  loop->spinning_.add(process);
  return false;
}

void Loop::Slot::leave_spin() noexcept {
  std::uint32_t& most = loop->execution_.impatience;
  if (loop->mode_ == Mode::Ahead)
    most = std::max(most, loop->options_.spin_patience + spin.performed / spin.period() + 1);
  loop->mode_ = loop->usual_mode();
  spin.restart();
}

void Loop::wake_spinners(const Operation& write) noexcept {
  spinning_.for_each([&](std::size_t process) {
    if (!slots_[process]->spin.watches(write)) return;
    spinning_.remove(process);
    ready_.add(process);
  });
}

}  // namespace ravel::sim
