// The conformance suite's way to run one program on every operating system layer there is.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <ostream>
#include <set>
#include <string>
#include <system_error>

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

/// The same, where there are too many interleavings: in the simulator those with at most `delays`
/// delays (see checker/strategies/delay_bounded.cpp), for real the run is the same.
std::string bounded_problem(Backend backend, Body body, std::uint32_t delays,
                            const Intended& intended = {});

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

/// The errno of the std::system_error that `call` throws; 0 if it throws none.
template <class Call>
int errno_of(Call call) {
  try {
    call();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

class Conformance : public testing::TestWithParam<Backend> {};

/// Those that have streams and listeners, and those that have threads as well.
inline constexpr std::array kWithStreams = {Backend::PosixSpawn, Backend::PosixFork,
                                            Backend::Simulator};
inline constexpr std::array kWithThreads = kWithStreams;

class StreamConformance : public Conformance {};
class ThreadConformance : public Conformance {};

}  // namespace ravel
