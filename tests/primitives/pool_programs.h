// Tasks that the tests of pools and executors have in common.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include "checker/parameters.h"
#include "primitives/all.h"

namespace ravel::tasks {

inline int square(os::Os&, int x) {
  return x * x;
}
inline int refuse_odd(os::Os&, int x) {
  if (x % 2 != 0) throw std::out_of_range("odd: " + std::to_string(x));
  return x;
}
inline int difference(os::Os&, int x, int y) {
  return x - y;
}
inline void exit_in_task(os::Os& os) {
  os.exit(3);
}
inline std::uint64_t own_pid(os::Os& os) {
  return os.pid();
}
inline void fail_to_begin(os::Os&) {
  throw std::runtime_error("cannot begin");
}

/// Two for real; one where every interleaving of their steps is explored.
inline std::size_t workers(const Parameters& with) {
  return with["many"] > 2 ? 2 : 1;
}

/// What the message of an Error is that `call` throws, with the type of a TaskError before it.
template <class Call>
std::string failure_of(Call call) {
  try {
    call();
  } catch (const TaskError& error) {
    return error.type_name() + ": " + error.what();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

template <class Error, class Call>
bool throws(Call call) {
  try {
    call();
  } catch (const Error&) {
    return true;
  }
  return false;
}

}  // namespace ravel::tasks
