// Proxies of dictionaries and namespaces.
#pragma once

#include <cereal/types/vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "primitives/manager/proxy.h"

namespace ravel {

/// Python's dict of a manager, in the order of insertion. A key that does not exist is a KeyError.
/// Keys are equal if their encodings are.
template <class Key, class T>
class DictProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;
  using Where = os::Where;

  T get(const Key& key, Where where = Where::here()) const {
    return item(call<std::string>(where, "get", manager::packed(key)));
  }
  /// Nothing instead of KeyError.
  std::optional<T> find(const Key& key, Where where = Where::here()) const {
    const std::string found = request("find", manager::packed(manager::packed(key)), {}, where);
    ArgumentReader reader(this->os(), std::as_bytes(std::span(found)), Encoded::Message);
    if (!manager::next<bool>(reader)) return {};
    return item(manager::next<std::string>(reader));
  }
  bool contains(const Key& key, Where where = Where::here()) const {
    return find(key, where).has_value();
  }
  void set(const Key& key, const T& value, Where where = Where::here()) {
    call(where, "set", manager::packed(key), manager::packed(value));
  }
  /// The value of the key, which is `value` if there was none.
  T setdefault(const Key& key, const T& value, Where where = Where::here()) {
    return item(
        call<std::string>(where, "setdefault", manager::packed(key), manager::packed(value)));
  }
  T pop(const Key& key, Where where = Where::here()) {
    return item(call<std::string>(where, "pop", manager::packed(key)));
  }
  std::uint64_t len(Where where = Where::here()) const { return call<std::uint64_t>(where, "len"); }
  void clear(Where where = Where::here()) { call(where, "clear"); }

  /// All of them at one moment.
  std::vector<std::pair<Key, T>> items(Where where = Where::here()) const {
    const std::string all = request("items", {}, {}, where);
    ArgumentReader reader(this->os(), std::as_bytes(std::span(all)), Encoded::Message);
    const auto keys = manager::next<std::vector<std::string>>(reader);
    const auto values = manager::next<std::vector<std::string>>(reader);
    std::vector<std::pair<Key, T>> pairs;
    for (std::size_t i = 0; i < keys.size(); ++i)
      pairs.emplace_back(manager::unpacked<Key>(this->os(), keys[i]), item(values[i]));
    return pairs;
  }

 private:
  T item(const std::string& bytes) const { return manager::unpacked<T>(this->os(), bytes); }
};

/// Python's Namespace of a manager: values of any types by name. One that does not exist is a
/// KeyError.
class NamespaceProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;

  template <class T>
  T get(const std::string& name, os::Where where = os::Where::here()) const {
    return manager::unpacked<T>(os(), call<std::string>(where, "get", manager::packed(name)));
  }
  template <class T>
  void set(const std::string& name, const T& value, os::Where where = os::Where::here()) {
    call(where, "set", manager::packed(name), manager::packed(value));
  }
  void remove(const std::string& name, os::Where where = os::Where::here()) {
    call(where, "pop", manager::packed(name));
  }
};

}  // namespace ravel
