// Values as messages: how anything that can be encoded travels as bytes between processes.
#pragma once

#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <span>
#include <type_traits>
#include <vector>

#include "primitives/arguments.h"
#include "primitives/os/os.h"

namespace ravel {

namespace detail {

/// Throws std::invalid_argument if what was written names objects: a stream carries bytes only.
void refuse_handles(const ArgumentWriter& writer);

template <class T>
consteval void check_message() {
  static_assert(std::is_object_v<T> && !std::is_pointer_v<T> && !std::is_const_v<T>,
                "ravel: a message is a value: its receiver shares no memory with the sender");
  static_assert(cereal::traits::is_output_serializable<T, ArgumentWriter>::value &&
                    cereal::traits::is_input_serializable<T, ArgumentReader>::value,
                "ravel: a message of this type cannot be encoded: include cereal's header of this "
                "type, or give it a serialize function");
  static_assert(std::is_default_constructible_v<T>,
                "ravel: a message's type needs a default constructor: the receiver makes one and "
                "reads the message into it");
}

}  // namespace detail

/// Throws std::invalid_argument if `value` holds a primitive: pass it as an argument of the process
/// instead.
template <class T>
std::vector<std::byte> encode_message(const T& value) {
  detail::check_message<T>();
  ArgumentWriter writer;
  writer(value);
  detail::refuse_handles(writer);
  return writer.take_bytes();
}

/// Throws std::runtime_error if `bytes` are not exactly one T: who sends and who receives must
/// agree on the type.
template <class T>
T decode_message(os::Os& os, std::span<const std::byte> bytes) {
  detail::check_message<T>();
  T value{};
  ArgumentReader reader(os, bytes, Encoded::Message);
  reader(value);
  reader.finish();
  return value;
}

}  // namespace ravel
