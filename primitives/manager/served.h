// What the server of a manager keeps: objects that answer calls. The calls of an object are made
// one after the other: it needs no locks, and each call is atomic.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "primitives/manager/protocol.h"

namespace ravel::manager {

/// A call that has not been answered yet.
struct Call {
  os::Os& os;
  Request request;
  bool expired = false;  ///< its time is up, or it may not wait at all

  /// Notes of the object, from one attempt to the next.
  unsigned stage = 0;
  std::uint64_t note = 0;
};

class Served {
 public:
  virtual ~Served() = default;

  /// Performs the call and returns its result, or throws; nothing if it has to wait: then it is
  /// attempted again, those that wait longer first, after each other call of the object and when it
  /// has expired.
  virtual std::optional<std::string> attempt(Call& call) = 0;

  /// Whoever made the call has gone while it waited.
  virtual void abandon(Call&) {}

  /// The server ends: what the object has running is to end too.
  virtual void stop() {}
};

/// An object whose calls are members of `Self`, listed in `Self::kMethods` by name.
template <class Self>
class ServedMethods : public Served {
 public:
  using Method = std::optional<std::string> (Self::*)(Call&, ArgumentReader&);
  using Entry = std::pair<std::string_view, Method>;

  std::optional<std::string> attempt(Call& call) final {
    const auto& methods = Self::methods();
    const auto found = std::ranges::find(methods, std::string_view(call.request.method),
                                         [](const Entry& entry) { return entry.first; });
    if (found == methods.end())
      throw RemoteError("there is no method '" + call.request.method + "'");
    ArgumentReader reader(call.os, std::as_bytes(std::span(call.request.arguments)),
                          Encoded::Message);
    return (static_cast<Self&>(*this).*found->second)(call, reader);
  }
};

/// The object that `method` of the factory makes. Throws RemoteError if there is none.
std::unique_ptr<Served> make_served(std::string_view method, ArgumentReader& arguments);

/// The parts of `make_served`: nothing if the name is not one of theirs.
std::unique_ptr<Served> make_container(std::string_view method, ArgumentReader& arguments);
std::unique_ptr<Served> make_synchronization(std::string_view method, ArgumentReader& arguments);
std::unique_ptr<Served> make_queue(std::string_view method, ArgumentReader& arguments);

/// A pool of `processes` workers, 0: as many as there are processors. `wake` is called by its
/// threads when something has been finished that calls may wait for.
std::unique_ptr<Served> make_pool(os::Os& os, std::uint64_t processes, std::function<void()> wake);

}  // namespace ravel::manager
