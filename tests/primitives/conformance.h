// The conformance suite's way to run one program on every operating system layer there is.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <set>
#include <string>

#include "checker/scenario.h"

namespace ravel {

enum class Backend { PosixSpawn, PosixFork, Simulator };

/// "PosixSpawn", ...: as the names of tests want it.
std::string name(Backend backend);
inline void PrintTo(Backend backend, std::ostream* out) {
  *out << name(backend);
}

/// The ends of processes that a program brings about on purpose.
struct Intended {
  std::set<int> exit_codes;        ///< besides 0
  std::set<FindingKind> findings;  ///< as which a check reports them
};

/// Runs `body` once for real, or in every interleaving in the simulator. `with["many"]` is 20 for
/// real and 2 in the simulator. Returns what went wrong, or nothing: a process that ended otherwise
/// than intended, a failed os::expect, a check that was not complete.
std::string problem(Backend backend, Body body, const Intended& intended = {});

/// The text of the Error that `call` throws; empty if it throws none.
template <class Error, class Call>
std::string text_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

class Conformance : public testing::TestWithParam<Backend> {};

/// The backends that offer threads, and those that offer streams.
class ThreadConformance : public testing::TestWithParam<Backend> {};
class StreamConformance : public testing::TestWithParam<Backend> {};

}  // namespace ravel
