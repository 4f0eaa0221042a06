// The server of a manager: the process in which its objects live.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "primitives/connection.h"
#include "primitives/listener.h"
#include "primitives/os/os.h"
#include "primitives/worker.h"

namespace ravel::manager {

/// Serves who connects to `listener` and has `key`, until `owner` can receive, which it can when
/// the manager is shut down, gone or killed.
void serve(os::Os& os, Listener listener, Connection owner, std::string key);

/// The same after an initializer, if that does not fail; the owner is told.
template <class... Parameters>
void run_server(os::Os& os, Listener listener, Connection owner, std::string key,
                std::uint64_t initializer, Parameters... arguments) {
  const auto function =
      reinterpret_cast<void (*)(os::Os&, Parameters...)>(os.function_of(initializer));
  if (introduce(owner, [&] { function(os, std::move(arguments)...); }))
    serve(os, std::move(listener), std::move(owner), std::move(key));
}

}  // namespace ravel::manager
