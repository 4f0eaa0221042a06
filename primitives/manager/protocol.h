// What proxies and the server of a manager say to each other: requests and replies. The server
// knows no types: values are bytes to it.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "primitives/message.h"
#include "primitives/os/os.h"

namespace ravel {

/// A dictionary has no such key: Python's KeyError.
class KeyError : public std::out_of_range {
 public:
  using std::out_of_range::out_of_range;
};

/// The server could not make sense of a request, or failed in a way that has no name here.
class RemoteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace manager {

using ObjectId = std::uint64_t;

/// The object that makes objects.
inline constexpr ObjectId kFactory = 0;

/// A thread of a process: what can own a lock.
struct Caller {
  std::uint64_t process = 0;
  std::uint32_t thread = 0;
  bool operator==(const Caller&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(process, thread);
  }
};

struct Request {
  ObjectId object = kFactory;
  std::string method;
  std::string arguments;
  Caller caller;
  bool timed = false;
  std::int64_t timeout_ns = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(object, method, arguments, caller, timed, timeout_ns);
  }
};

/// Which exception the server's answer is.
enum class Failure : std::uint8_t {
  None,
  Key,
  Range,
  Value,
  OverRelease,
  NotHeld,
  BrokenBarrier,
  Full,
  Empty,
  BrokenPool,
  State,  ///< the object is not in the state for the call
  Other
};

struct Reply {
  Failure failure = Failure::None;
  std::string result;  ///< of a failure: its text

  template <class Archive>
  void serialize(Archive& archive) {
    archive(failure, result);
  }
};

/// Values one after the other.
template <class... Values>
std::string packed(const Values&... values) {
  ArgumentWriter writer;
  (writer(values), ...);
  detail::refuse_handles(writer);
  const auto bytes = std::as_bytes(std::span(writer.bytes()));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Value>
Value unpacked(os::Os& os, std::string_view bytes) {
  return decode_message<Value>(os, std::as_bytes(std::span(bytes)));
}

/// The next one of several values.
template <class Value>
Value next(ArgumentReader& reader) {
  Value value{};
  reader(value);
  return value;
}

/// The exception that is being handled, as a reply. Must be called inside a handler.
Reply failure_reply();

/// Throws what the reply says, if it is a failure.
void throw_failure(const Reply& reply);

}  // namespace manager
}  // namespace ravel
