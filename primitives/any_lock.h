// A Lock or an RLock: what a condition, a value or an array can be given.
#pragma once

#include <cereal/types/variant.hpp>
#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>

#include "primitives/guard.h"
#include "primitives/lock.h"
#include "primitives/os/os.h"
#include "primitives/rlock.h"

namespace ravel {

/// Its calls are those of the lock that it is. A copy is the same lock.
class AnyLock {
 public:
  using Guard = ravel::Guard<AnyLock>;

  AnyLock() noexcept = default;
  AnyLock(Lock lock) : lock_(std::move(lock)) {}
  AnyLock(RLock lock) : lock_(std::move(lock)) {}

  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return std::visit([&](auto& lock) { return lock.acquire(timeout, where); }, lock_);
  }
  bool try_acquire(os::Where where = os::Where::here()) {
    return std::visit([&](auto& lock) { return lock.try_acquire(where); }, lock_);
  }
  void release(os::Where where = os::Where::here()) {
    std::visit([&](auto& lock) { lock.release(where); }, lock_);
  }
  Guard hold(os::Where where = os::Where::here()) { return {*this, where}; }
  void label(std::string_view name) {
    std::visit([&](auto& lock) { lock.label(name); }, lock_);
  }

  /// Whether the caller holds it. Of a Lock, which has no owner, whether anybody does.
  bool held_by_caller(os::Where where) const {
    return std::visit([&](const auto& lock) { return lock.held_by_caller(where); }, lock_);
  }

  /// The holder releases all levels; `acquire_again` brings them back.
  std::uint64_t release_all(os::Where where) {
    return std::visit([&](auto& lock) { return lock.release_all(where); }, lock_);
  }
  void acquire_again(std::uint64_t levels, os::Where where) {
    std::visit([&](auto& lock) { lock.acquire_again(levels, where); }, lock_);
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(lock_);
  }

 private:
  friend Guard;

  void give_back(os::Where where) noexcept {
    if (Lock* lock = std::get_if<Lock>(&lock_)) lock->give_back(where);
    if (RLock* rlock = std::get_if<RLock>(&lock_)) rlock->give_back(where);
  }

  std::variant<RLock, Lock> lock_;
};

}  // namespace ravel
