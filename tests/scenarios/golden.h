// What each scenario shows when it is explored completely at its default size: how many executions
// there are, one of each class, and what comes out of them.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"

namespace ravel::golden {

struct Golden {
  std::string_view scenario;
  std::uint64_t executions = 0;
  std::size_t outcomes = 1;             ///< how many
  std::set<std::string> which = {};     ///< all of them, if they are few enough to be written down
  std::vector<std::string> with = {};   ///< parameters, where they are not the default ones
  std::set<FindingKind> findings = {};  ///< with these parameters; else those that it declares
};

/// How GoogleTest prints one.
void PrintTo(const Golden& golden, std::ostream* out);

/// One entry for each scenario of the group, at its default size.
std::vector<Golden> classics();
std::vector<Golden> oracles();
std::vector<Golden> pitfalls();
std::vector<Golden> tutorial();

/// Explores to the end, beyond findings.
CheckResult explore(std::string_view scenario, const std::vector<std::string>& with,
                    CheckOptions options = {});

/// The outcomes, as they are printed.
std::set<std::string> outcomes_of(const CheckResult& result);
std::set<FindingKind> kinds_of(const CheckResult& result);

/// Explores, and compares all that the entry says.
void expect_golden(const Golden& golden);

/// "bounded_buffer__items_2": what GoogleTest takes for a name.
std::string test_name(const Golden& golden);

}  // namespace ravel::golden
