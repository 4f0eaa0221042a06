// What runs in a worker: the initializer, and then one task after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

#include "primitives/connection.h"
#include "primitives/crew.h"
#include "primitives/os/os.h"
#include "primitives/process.h"

namespace ravel {

/// Performs what comes through `channel` until that is closed.
void serve(os::Os& os, Connection channel);

/// Calls `initializer` and sends the Reply; false if it failed.
bool introduce(Connection& channel, const std::function<void()>& initializer);

namespace detail {

template <class... Parameters>
void run_worker(os::Os& os, Connection channel, std::uint64_t initializer,
                Parameters... arguments) {
  const auto function = reinterpret_cast<void (*)(os::Os&, Parameters...)>(
      initializer == 0 ? nullptr : os.function_of(initializer));
  if (function != nullptr && !introduce(channel, [&] { function(os, std::move(arguments)...); }))
    return;
  serve(os, std::move(channel));
}

}  // namespace detail

/// Makes workers that have no initializer.
inline WorkerMaker plain_workers(os::Os& os) {
  return [&os](Connection channel) {
    return Process(os, ProcessOptions{.name = {}, .daemon = true}, detail::run_worker<>,
                   std::move(channel), 0);
  };
}

/// Makes workers that first call `initializer` with copies of `arguments`, which may be primitives.
template <class... Parameters, class... Arguments>
WorkerMaker initialized_workers(os::Os& os, void (*initializer)(os::Os&, Parameters...),
                                Arguments&&... arguments) {
  const std::uint64_t number = os.number_of(reinterpret_cast<os::Function>(initializer));
  return [&os, number, copies = std::tuple<Parameters...>(std::forward<Arguments>(arguments)...)](
             Connection channel) {
    return std::apply(
        [&](const auto&... copy) {
          return Process(os, ProcessOptions{.name = {}, .daemon = true},
                         detail::run_worker<Parameters...>, std::move(channel), number, copy...);
        },
        copies);
  };
}

}  // namespace ravel
