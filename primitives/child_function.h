// What a child may run and be given: the rules, with a readable text for each one that is broken,
// and the way of the arguments into bytes and back.
#pragma once

#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "primitives/arguments.h"
#include "primitives/encoded_arguments.h"
#include "primitives/finalizer.h"
#include "primitives/inheritance.h"
#include "primitives/os/os.h"

namespace ravel {

/// What a process will run, ready to be spawned.
struct ChildFunction {
  os::Entry entry = nullptr;
  os::Function target = nullptr;
  EncodedArguments arguments;
};

namespace detail {

template <class T>
inline constexpr bool is_view = false;
template <class Character, class Traits>
inline constexpr bool is_view<std::basic_string_view<Character, Traits>> = true;
template <class T, std::size_t size>
inline constexpr bool is_view<std::span<T, size>> = true;
template <class T>
inline constexpr bool is_view<std::initializer_list<T>> = true;
template <class T>
inline constexpr bool is_view<std::reference_wrapper<T>> = true;

template <class T>
inline constexpr bool is_pointer =
    std::is_pointer_v<T> || std::is_member_pointer_v<T> || std::is_null_pointer_v<T>;

/// A pointer that would silently turn into a truth value or a number of the child's.
template <class Parameter, class Argument>
inline constexpr bool loses_pointer =
    is_pointer<std::decay_t<Argument>>&& std::is_arithmetic_v<Parameter>;

template <class Parameter>
consteval void check_parameter() {
  static_assert(!std::is_reference_v<Parameter>,
                "ravel: a child's parameter is a reference: a child shares no memory with its "
                "parent, take the parameter by value");
  if constexpr (!std::is_reference_v<Parameter>) {
    static_assert(!is_pointer<Parameter>,
                  "ravel: a child's parameter is a pointer: a child shares no memory with its "
                  "parent, pass the value itself, or a Value or Array for shared memory");
    static_assert(!is_view<Parameter>,
                  "ravel: a child's parameter is a view of somebody else's memory: take "
                  "std::string or std::vector by value");
    if constexpr (!is_pointer<Parameter> && !is_view<Parameter>) {
      static_assert(cereal::traits::is_output_serializable<Parameter, ArgumentWriter>::value &&
                        cereal::traits::is_input_serializable<Parameter, ArgumentReader>::value,
                    "ravel: a child's parameter cannot be encoded: include cereal's header of "
                    "this type, or give it a serialize function");
      static_assert(std::is_default_constructible_v<Parameter>,
                    "ravel: a child's parameter needs a default constructor: the child makes "
                    "one and reads the argument into it");
    }
  }
}

template <class Parameter, class Argument>
consteval void check_argument() {
  static_assert(!loses_pointer<Parameter, Argument>,
                "ravel: an argument is a pointer where the child's function takes a number");
  static_assert(std::is_convertible_v<Argument, Parameter>,
                "ravel: an argument does not convert to the parameter of the child's function");
}

template <class Parameter>
void encode(ArgumentWriter& writer, const Parameter& argument) {
  writer(argument);
}

/// The os::Entry of every child whose function takes `Parameters`.
template <class... Parameters>
void run_child(os::Os& os, os::Function target, std::span<const std::byte> bytes) {
  std::tuple<Parameters...> arguments;
  ArgumentReader reader(os, bytes);
  std::apply([&](auto&... argument) { (reader(argument), ...); }, arguments);
  inherit(reader);
  reader.finish();
  const auto function = reinterpret_cast<void (*)(os::Os&, Parameters...)>(target);
  run_finalized(os, [&] {
    std::apply([&](auto&... argument) { function(os, std::move(argument)...); }, arguments);
  });
}

template <class... Parameters, class... Arguments>
ChildFunction bind(os::Os& os, void (*function)(os::Os&, Parameters...), Arguments&&... arguments) {
  (check_parameter<Parameters>(), ...);
  static_assert(sizeof...(Parameters) == sizeof...(Arguments),
                "ravel: the number of arguments is not the number of parameters of the child's "
                "function (the os::Os& is passed by itself)");
  ArgumentWriter writer;
  if constexpr (sizeof...(Parameters) == sizeof...(Arguments)) {
    (check_argument<Parameters, Arguments>(), ...);
    (encode<Parameters>(writer, std::forward<Arguments>(arguments)), ...);
  }
  return {&run_child<Parameters...>, reinterpret_cast<os::Function>(function),
          EncodedArguments(os, std::move(writer))};
}

template <class T>
inline constexpr bool is_child_function = false;
template <class... Parameters>
inline constexpr bool is_child_function<void (*)(os::Os&, Parameters...)> = true;
template <class... Parameters>
inline constexpr bool is_child_function<void (*)(os::Os&, Parameters...) noexcept> = true;

}  // namespace detail

/// Binds `function`, a plain `void f(os::Os&, Parameters...)` or a lambda that captures nothing, to
/// `arguments`, converted to the function's parameter types and encoded.
template <class Function, class... Arguments>
ChildFunction child_function(os::Os& os, const Function& function, Arguments&&... arguments) {
  constexpr bool plain = requires {
    +function;
  };
  static_assert(plain,
                "ravel: a child runs a plain function: a lambda that captures, or another function "
                "object, cannot reach it; pass what it needs as arguments");
  if constexpr (plain) {
    using Pointer = std::decay_t<decltype(+function)>;
    static_assert(detail::is_child_function<Pointer>,
                  "ravel: a child's function is of the form void f(os::Os&, parameters...)");
    if constexpr (detail::is_child_function<Pointer>)
      return detail::bind(os, +function, std::forward<Arguments>(arguments)...);
  }
}

}  // namespace ravel
