// Proxies of lists, values and arrays.
#pragma once

#include <cereal/types/vector.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "primitives/manager/proxy.h"

namespace ravel {

/// Python's list of a manager. Indexes below zero count from the end; one that does not exist is a
/// std::out_of_range. To read, change and write back an item is two requests, between which others
/// may do the same. Items are compared by their encoding.
template <class T>
class ListProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;
  using Where = os::Where;

  void append(const T& item, Where where = Where::here()) {
    call(where, "append", manager::packed(item));
  }
  /// All of them in one request.
  void extend(const std::vector<T>& items, Where where = Where::here()) {
    call(where, "extend", each_packed(items));
  }
  /// Before `index`, or at the end if that is beyond it.
  void insert(std::int64_t index, const T& item, Where where = Where::here()) {
    call(where, "insert", index, manager::packed(item));
  }
  T get(std::int64_t index, Where where = Where::here()) const {
    return item(call<std::string>(where, "get", index));
  }
  void set(std::int64_t index, const T& item, Where where = Where::here()) {
    call(where, "set", index, manager::packed(item));
  }
  T pop(std::int64_t index = -1, Where where = Where::here()) {
    return item(call<std::string>(where, "pop", index));
  }
  /// Both throw std::invalid_argument if there is no such item; they take the first one.
  void remove(const T& item, Where where = Where::here()) {
    call(where, "remove", manager::packed(item));
  }
  std::uint64_t index(const T& item, Where where = Where::here()) const {
    return call<std::uint64_t>(where, "index", manager::packed(item));
  }
  std::uint64_t len(Where where = Where::here()) const { return call<std::uint64_t>(where, "len"); }
  void clear(Where where = Where::here()) { call(where, "clear"); }

  /// All items at one moment.
  std::vector<T> copy(Where where = Where::here()) const {
    std::vector<T> items;
    for (const std::string& bytes : call<std::vector<std::string>>(where, "copy"))
      items.push_back(item(bytes));
    return items;
  }

  static std::vector<std::string> each_packed(const std::vector<T>& items) {
    std::vector<std::string> bytes;
    for (const T& item : items) bytes.push_back(manager::packed(item));
    return bytes;
  }

 private:
  T item(const std::string& bytes) const { return manager::unpacked<T>(this->os(), bytes); }
};

/// Python's Value of a manager.
template <class T>
class ValueProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;

  T get(os::Where where = os::Where::here()) const {
    return manager::unpacked<T>(this->os(), call<std::string>(where, "get", std::int64_t{0}));
  }
  void set(const T& value, os::Where where = os::Where::here()) {
    call(where, "set", std::int64_t{0}, manager::packed(value));
  }
};

/// Python's Array of a manager: of a size that does not change.
template <class T>
class ArrayProxy : private ListProxy<T> {
 public:
  using ListProxy<T>::ListProxy;
  using ListProxy<T>::get;
  using ListProxy<T>::set;
  using ListProxy<T>::len;
  using ListProxy<T>::copy;
  using ListProxy<T>::save;
  using ListProxy<T>::load;
};

}  // namespace ravel
