// Locks, semaphores, conditions, events and barriers of a manager. Who waits is a call that is not
// answered yet; if he is killed, it is forgotten.
#include "primitives/barrier.h"
#include "primitives/errors.h"
#include "primitives/manager/served.h"

namespace ravel::manager {
namespace {

using Result = std::optional<std::string>;

/// Of somebody who may wait no longer: false. Of others: they wait.
Result refused(const Call& call) {
  return call.expired ? Result(packed(false)) : std::nullopt;
}

/// Lock, Semaphore and BoundedSemaphore: permits without owners.
class ServedSemaphore final : public ServedMethods<ServedSemaphore> {
 public:
  ServedSemaphore(std::int64_t permits, std::int64_t most) : permits_(permits), most_(most) {}

  static const std::array<Entry, 3>& methods() {
    static constexpr std::array<Entry, 3> kMethods = {{{"acquire", &ServedSemaphore::acquire},
                                                       {"release", &ServedSemaphore::release},
                                                       {"value", &ServedSemaphore::value}}};
    return kMethods;
  }

 private:
  Result acquire(Call& call, ArgumentReader&) {
    if (permits_ == 0) return refused(call);
    --permits_;
    return packed(true);
  }
  Result release(Call&, ArgumentReader&) {
    if (permits_ == most_)
      throw OverRelease("release of what nobody has acquired: acquire it first");
    ++permits_;
    return packed();
  }
  Result value(Call&, ArgumentReader&) { return packed(permits_); }

  std::int64_t permits_;
  std::int64_t most_;
};

/// RLock and Condition: a lock with an owner; its sleepers are notified in the order in which they
/// came.
class ServedCondition final : public ServedMethods<ServedCondition> {
 public:
  static const std::array<Entry, 4>& methods() {
    static constexpr std::array<Entry, 4> kMethods = {{{"acquire", &ServedCondition::acquire},
                                                       {"release", &ServedCondition::release},
                                                       {"wait", &ServedCondition::wait},
                                                       {"notify", &ServedCondition::notify}}};
    return kMethods;
  }

  void abandon(Call& call) override {
    if (call.stage == kAsleep) std::erase(asleep_, &call);
  }

 private:
  enum Stage : unsigned { kNew, kAsleep, kNotified, kExpired };

  Result acquire(Call& call, ArgumentReader&) {
    if (levels_ > 0 && owner_ != call.request.caller) return refused(call);
    owner_ = call.request.caller;
    ++levels_;
    return packed(true);
  }
  Result release(Call& call, ArgumentReader&) {
    require_held(call);
    --levels_;
    return packed();
  }

  // All levels are released meanwhile; the note keeps their number.
  Result wait(Call& call, ArgumentReader&) {
    if (call.stage == kNew) {
      require_held(call);
      call.note = std::exchange(levels_, 0);
      call.stage = kAsleep;
      asleep_.push_back(&call);
    }
    if (call.stage == kAsleep && call.expired) {
      std::erase(asleep_, &call);
      call.stage = kExpired;
    }
    if (call.stage == kAsleep || levels_ > 0) return {};
    owner_ = call.request.caller;
    levels_ = call.note;
    return packed(call.stage == kNotified);
  }
  Result notify(Call& call, ArgumentReader& arguments) {
    require_held(call);
    for (auto left = next<std::uint64_t>(arguments); left > 0 && !asleep_.empty(); --left) {
      asleep_.front()->stage = kNotified;
      asleep_.erase(asleep_.begin());
    }
    return packed();
  }

  void require_held(const Call& call) const {
    if (levels_ == 0 || owner_ != call.request.caller)
      throw NotHeld(call.request.method + " by who does not hold the lock: acquire it first");
  }

  Caller owner_;
  std::uint64_t levels_ = 0;
  std::vector<Call*> asleep_;  ///< calls stay where they are until they are answered or abandoned
};

class ServedEvent final : public ServedMethods<ServedEvent> {
 public:
  static const std::array<Entry, 4>& methods() {
    static constexpr std::array<Entry, 4> kMethods = {{{"is_set", &ServedEvent::is_set},
                                                       {"set", &ServedEvent::set},
                                                       {"clear", &ServedEvent::clear},
                                                       {"wait", &ServedEvent::wait}}};
    return kMethods;
  }

 private:
  Result is_set(Call&, ArgumentReader&) { return packed(set_); }
  Result set(Call&, ArgumentReader&) {
    set_ = true;
    return packed();
  }
  Result clear(Call&, ArgumentReader&) {
    set_ = false;
    return packed();
  }
  // Those who wait are answered before the next call: a pulse wakes them all.
  Result wait(Call& call, ArgumentReader&) { return set_ ? Result(packed(true)) : refused(call); }

  bool set_ = false;
};

class ServedBarrier final : public ServedMethods<ServedBarrier> {
 public:
  explicit ServedBarrier(std::uint64_t parties) : parties_(parties) {}

  static const std::array<Entry, 5>& methods() {
    static constexpr std::array<Entry, 5> kMethods = {{{"wait", &ServedBarrier::wait},
                                                       {"abort", &ServedBarrier::abort},
                                                       {"reset", &ServedBarrier::reset},
                                                       {"n_waiting", &ServedBarrier::n_waiting},
                                                       {"broken", &ServedBarrier::is_broken}}};
    return kMethods;
  }

  // Whoever is killed counts as one that has come, as in Barrier.
  void abandon(Call& call) override { std::erase(inside_, &call); }

 private:
  enum Stage : unsigned { kNew, kInside, kPassed, kBroken };

  // The note is the place in the order of coming.
  Result wait(Call& call, ArgumentReader&) {
    if (call.stage == kNew) come(call);
    if (call.stage == kInside && call.expired) {
      broken_ = true;
      let_go(kBroken);
    }
    if (call.stage == kPassed) return packed(call.note);
    if (call.stage == kBroken) throw BrokenBarrier("wait: the barrier is broken");
    return {};
  }
  void come(Call& call) {
    call.note = come_;
    call.stage = broken_ ? kBroken : kInside;
    if (broken_) return;
    inside_.push_back(&call);
    if (++come_ == parties_) let_go(kPassed);
  }
  void let_go(Stage stage) {
    for (Call* each : inside_) each->stage = stage;
    inside_.clear();
    come_ = 0;
  }
  Result abort(Call&, ArgumentReader&) {
    broken_ = true;
    let_go(kBroken);
    return packed();
  }
  Result reset(Call&, ArgumentReader&) {
    broken_ = false;
    let_go(kBroken);
    return packed();
  }
  Result n_waiting(Call&, ArgumentReader&) { return packed(come_); }
  Result is_broken(Call&, ArgumentReader&) { return packed(broken_); }

  std::uint64_t parties_;
  std::uint64_t come_ = 0;
  bool broken_ = false;
  std::vector<Call*> inside_;
};

}  // namespace

std::unique_ptr<Served> make_synchronization(std::string_view method, ArgumentReader& arguments) {
  if (method == "semaphore") {
    const auto permits = next<std::int64_t>(arguments);
    return std::make_unique<ServedSemaphore>(permits, next<std::int64_t>(arguments));
  }
  if (method == "condition") return std::make_unique<ServedCondition>();
  if (method == "event") return std::make_unique<ServedEvent>();
  if (method == "barrier") return std::make_unique<ServedBarrier>(next<std::uint64_t>(arguments));
  return nullptr;
}

}  // namespace ravel::manager
