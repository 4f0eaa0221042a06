// The conformance suite's way to run one program on every operating system layer there is.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
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

/// Adds to what the running test has explored in the simulator; `problem` does it by itself.
void note_explored(std::string_view explored);

/// Fails unless docs/conformance.md says of the running test what it has explored. With
/// RAVEL_REWRITE_DOCUMENTS set, writes it there instead.
void compare_with_document();

/// Everywhere: the name of a test begins with the codes of the checklist that it is about.
class Conformance : public testing::TestWithParam<Backend> {
 protected:
  void TearDown() override {
    if (GetParam() == Backend::Simulator) compare_with_document();
  }
};

/// What never ends, or takes long: only where one can see that it does not.
class InTheSimulator : public testing::Test {
 protected:
  void TearDown() override { compare_with_document(); }
};

/// What is too large for the simulator.
class ForReal : public testing::TestWithParam<Backend> {};

}  // namespace ravel
