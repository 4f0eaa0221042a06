// Counting semaphores between processes, as multiprocessing has them.
#pragma once

#include <cstdint>
#include <string_view>

#include "primitives/errors.h"
#include "primitives/guard.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same semaphore. If somebody who holds
/// a permit is killed, the permit stays taken until somebody releases it. No order among the
/// waiting is promised.
class Semaphore {
 public:
  using Guard = ravel::Guard<Semaphore>;

  Semaphore() noexcept = default;

  /// Throws std::invalid_argument unless 0 <= `permits` < 2^31, and std::system_error when the
  /// system is out of semaphores.
  explicit Semaphore(os::Os& os, std::int64_t permits = 1, os::Where where = os::Where::here());

  /// Takes a permit. Blocks while there is none, at most for `timeout`; false when none came. Zero
  /// or less only tries.
  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());
  bool try_acquire(os::Where where = os::Where::here());

  /// Gives permits, also such as were never acquired, one after the other: each lets one of the
  /// waiting go on. Never blocks. Throws std::invalid_argument for less than one, and OverRelease
  /// at 2^31 - 1 permits.
  void release(std::int64_t permits = 1, os::Where where = os::Where::here());

  /// The permits that are free at this moment.
  std::uint32_t get_value(os::Where where = os::Where::here()) const;

  /// Acquires, and releases at the end of the scope: `auto guard = semaphore.hold();`
  Guard hold(os::Where where = os::Where::here()) { return {*this, where}; }

  /// Names the semaphore in reports and messages, in those of copies that are made from now on too.
  void label(std::string_view name);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(permits_);
  }

 private:
  friend Guard;

  void give_back(os::Where where) noexcept { permits_.give(where); }

  Permits permits_;
};

/// A semaphore that never has more permits than at first, also when several processes release at
/// the same moment. (CPython's looks at the value before it releases, so that two who do can exceed
/// the bound.) A copy, and a killed holder, are as with Semaphore.
class BoundedSemaphore {
 public:
  using Guard = ravel::Guard<BoundedSemaphore>;

  BoundedSemaphore() noexcept = default;

  /// Throws std::invalid_argument unless 1 <= `permits` < 2^31.
  explicit BoundedSemaphore(os::Os& os, std::int64_t permits = 1,
                            os::Where where = os::Where::here());

  /// See Semaphore.
  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());
  bool try_acquire(os::Where where = os::Where::here());
  std::uint32_t get_value(os::Where where = os::Where::here()) const;
  Guard hold(os::Where where = os::Where::here()) { return {*this, where}; }
  void label(std::string_view name);

  /// Gives a permit back. Throws OverRelease, and changes nothing, if all of them are there.
  void release(os::Where where = os::Where::here());

  template <class Archive>
  void serialize(Archive& archive) {
    archive(permits_, bound_);
  }

 private:
  friend Guard;

  void give_back(os::Where where) noexcept { permits_.give(where); }

  Permits permits_;
  std::uint32_t bound_ = 0;
};

}  // namespace ravel
