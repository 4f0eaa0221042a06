// Waiting for descriptors: the one place that calls ppoll.
#pragma once

#include <poll.h>

#include <span>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/clock.h"

namespace ravel::os::posix {

/// Blocks until one of `events` has come, at most for `timeout`. Returns how many have; signals do
/// not end it. Throws std::system_error.
inline int wait_for_events(std::span<pollfd> events, Timeout timeout) {
  const auto deadline = timeout ? std::optional<Deadline>(*timeout) : std::nullopt;
  return checked(retried([&] {
                   const timespec left = deadline ? to_timespec(deadline->left()) : timespec{};
                   return ppoll(events.data(), events.size(), deadline ? &left : nullptr, nullptr);
                 }),
                 "ppoll");
}

}  // namespace ravel::os::posix
