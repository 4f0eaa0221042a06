// A scenario: a program of several processes, written once, that can be run for real and checked.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/finding.h"
#include "checker/outcome.h"
#include "checker/parameters.h"
#include "primitives/os/os.h"

namespace ravel {

/// The program, as its first process runs it.
using Body = std::function<void(os::Os& os, const Parameters& with)>;

/// Judges the outcome of an execution that came to its end: a text if it is wrong, nothing if not.
using Invariant =
    std::function<std::optional<std::string>(const Outcome& outcome, const Parameters& with)>;

struct Scenario {
  std::string_view name;
  std::string_view group;
  std::string_view summary;  ///< one line
  std::vector<ParameterSpec> parameters = {};
  Body body = nullptr;
  Invariant invariant = nullptr;  ///< none: every outcome is right
  /// The kinds of findings that a complete check with default parameters shows; empty: it holds.
  std::set<FindingKind> expected = {};
};

/// The scenario called `name`. Throws UsageError that names the nearest one if there is none.
const Scenario& find_scenario(std::span<const Scenario> scenarios, std::string_view name);

/// "holds", or the expected kinds: "exception or invariant".
std::string expected_verdict(const Scenario& scenario);

}  // namespace ravel
