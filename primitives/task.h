// A task: a function of the program and its arguments as bytes, for a worker to run; and its reply.
#pragma once

#include <cereal/types/string.hpp>
#include <cereal/types/tuple.hpp>
#include <cereal/types/vector.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/child_function.h"
#include "primitives/message.h"
#include "primitives/os/os.h"

namespace ravel {

/// What a function returns that returns nothing.
struct Nothing {
  bool operator==(const Nothing&) const = default;
  template <class Archive>
  void serialize(Archive&) {}
};

template <class Result>
using Returned = std::conditional_t<std::is_void_v<Result>, Nothing, Result>;

/// Reads the arguments of `target`, calls it, and writes what it returns.
using TaskEntry = void (*)(os::Os& os, os::Function target, ArgumentReader& arguments,
                           ArgumentWriter& result);

struct Task {
  std::uint64_t entry = 0;   ///< a TaskEntry
  std::uint64_t target = 0;  ///< the function; both as os::Processes::number_of says
  std::string arguments;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(entry, target, arguments);
  }
};

/// What came of a task: its encoded result, or the exception that left it.
struct Reply {
  bool failed = false;
  std::string result;
  std::string type;
  std::string message;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(failed, result, type, message);
  }
};

/// Calls `body`, which returns the encoded result. An exception becomes a part of the reply, except
/// for a failed os::expect, which ends a worker as it ends any process, and what is no
/// std::exception.
Reply attempt(const std::function<std::string()>& body);

/// Runs `task` in the calling process.
Reply perform(os::Os& os, const Task& task);

/// The plain functions that can be tasks: `Result f(os::Os&, parameters...)`.
template <class Result, class... Parameters>
using TaskFunction = Result (*)(os::Os&, Parameters...);

namespace detail {

template <class Result, class... Parameters>
Returned<Result> call(os::Os& os, os::Function target, std::tuple<Parameters...>& arguments) {
  const auto function = reinterpret_cast<TaskFunction<Result, Parameters...>>(target);
  return std::apply(
      [&](auto&... argument) -> Returned<Result> {
        if constexpr (std::is_void_v<Result>) {
          function(os, std::move(argument)...);
          return Nothing();
        } else {
          return function(os, std::move(argument)...);
        }
      },
      arguments);
}

template <class Result, class... Parameters>
void run_task(os::Os& os, os::Function target, ArgumentReader& reader, ArgumentWriter& writer) {
  std::tuple<Parameters...> arguments;
  std::apply([&](auto&... argument) { (reader(argument), ...); }, arguments);
  writer(call<Result, Parameters...>(os, target, arguments));
}

/// The same function for several lists of arguments, one after the other.
template <class Result, class... Parameters>
void run_chunk(os::Os& os, os::Function target, ArgumentReader& reader, ArgumentWriter& writer) {
  std::vector<std::tuple<Parameters...>> items;
  reader(items);
  std::vector<Returned<Result>> results;
  for (auto& item : items) results.push_back(call<Result, Parameters...>(os, target, item));
  writer(results);
}

template <class Result, class... Parameters>
Task task_of(const os::Os& os, TaskEntry entry, TaskFunction<Result, Parameters...> function,
             const ArgumentWriter& arguments) {
  (check_parameter<Parameters>(), ...);
  check_message<Returned<Result>>();
  refuse_handles(arguments);
  const auto* bytes = reinterpret_cast<const char*>(arguments.bytes().data());
  return {.entry = os.number_of(reinterpret_cast<os::Function>(entry)),
          .target = os.number_of(reinterpret_cast<os::Function>(function)),
          .arguments = std::string(bytes, arguments.bytes().size())};
}

}  // namespace detail

/// A call of `function` with `arguments`, converted to its parameter types. Throws
/// std::invalid_argument if they hold a primitive: workers get primitives from their initializer.
template <class Result, class... Parameters, class... Arguments>
Task call_task(const os::Os& os, TaskFunction<Result, Parameters...> function,
               Arguments&&... arguments) {
  static_assert(sizeof...(Parameters) == sizeof...(Arguments),
                "ravel: the number of arguments is not the number of parameters of the task's "
                "function (the os::Os& is passed by itself)");
  ArgumentWriter writer;
  (detail::encode<Parameters>(writer, std::forward<Arguments>(arguments)), ...);
  return detail::task_of(os, &detail::run_task<Result, Parameters...>, function, writer);
}

/// Calls of `function`, one for each of `items`; its result is the vector of theirs.
template <class Result, class... Parameters>
Task chunk_task(const os::Os& os, TaskFunction<Result, Parameters...> function,
                std::span<const std::tuple<Parameters...>> items) {
  ArgumentWriter writer;
  writer(std::vector<std::tuple<Parameters...>>(items.begin(), items.end()));
  return detail::task_of(os, &detail::run_chunk<Result, Parameters...>, function, writer);
}

}  // namespace ravel
