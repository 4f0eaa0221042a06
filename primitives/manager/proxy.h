// What all proxies are: the name of an object in the server of a manager, and the way there.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "primitives/manager/link.h"

namespace ravel::manager {

/// Every call is one request to the server, which is atomic; it blocks until the server answers. A
/// copy is the same object, also as an argument, in a message, or as an item of another proxy: it
/// carries the manager's key with it. Each thread that uses one, and each copy that has travelled,
/// has a connection of its own. Calls throw std::system_error when the manager has gone.
class Proxy {
 public:
  Proxy() noexcept = default;
  Proxy(std::shared_ptr<Link> link, ObjectId object) : link_(std::move(link)), object_(object) {}

  void save(ArgumentWriter& writer) const { writer(link().address(), link().key(), object_); }
  void load(ArgumentReader& reader) {
    const auto address = next<std::string>(reader);
    const auto key = next<std::string>(reader);
    reader(object_);
    link_ = std::make_shared<Link>(reader.os(), address, key);
  }

 protected:
  /// `arguments` are what `packed` makes of them.
  std::string request(std::string_view method, const std::string& arguments, os::Timeout timeout,
                      os::Where where) const {
    return link().call({.object = object_,
                        .method = std::string(method),
                        .arguments = arguments,
                        .caller = {},
                        .timed = false,
                        .timeout_ns = 0},
                       timeout, where);
  }

  template <class Result = void, class... Arguments>
  Result call(os::Where where, std::string_view method, const Arguments&... arguments) const {
    return call_within<Result>(os::kForever, where, method, arguments...);
  }
  template <class Result, class... Arguments>
  Result call_within(os::Timeout timeout, os::Where where, std::string_view method,
                     const Arguments&... arguments) const {
    const std::string result = request(method, packed(arguments...), timeout, where);
    if constexpr (!std::is_void_v<Result>) return unpacked<Result>(os(), result);
  }

  os::Os& os() const { return link().os(); }

 private:
  Link& link() const;

  std::shared_ptr<Link> link_;
  ObjectId object_ = kFactory;
};

}  // namespace ravel::manager
