// What a check, a replay, a real run and a comparison of both found, as text for a reader at a
// terminal.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checker/check.h"
#include "checker/conform.h"
#include "checker/explain/turning_point.h"
#include "checker/finding.h"
#include "checker/outcome.h"

namespace ravel {

struct TextStyle {
  bool colour = false;
  std::string program = "ravel";  ///< how the user called the program: commands to copy begin so
  bool outcomes = false;          ///< also the outcome set
  std::size_t width = 100;        ///< of a line of a table, in characters
  bool full = false;              ///< every step, not only the last ones
};

/// What was found and what was covered: "complete: 5040 executions, no finding".
std::string verdict_line(const CheckResult& result);

/// One finding without its trace: kind and message, processes, places, who waits for whom, and how
/// long the execution is that shows it; before it was minimized it was `found_with`, if anything.
std::string finding_text(const Finding& finding, const TextStyle& style,
                         const Extent* found_with = nullptr);

/// The outcomes, one in a line, each with the number of `counted` that showed it.
std::string outcomes_text(const std::map<Outcome, std::uint64_t>& outcomes,
                          std::string_view counted);

/// The whole report of a check. `replay_words[i]` is what follows `ravel replay` for the i-th
/// finding: a token, or @FILE. `explanation` is that of the first finding.
std::string check_text(const CheckResult& result, std::span<const std::string> replay_words,
                       const TextStyle& style,
                       const std::optional<Explanation>& explanation = std::nullopt);

/// What one replayed execution printed, did and showed.
std::string replay_text(const std::string& scenario, const ReplayResult& result,
                        const TextStyle& style,
                        const std::optional<Explanation>& explanation = std::nullopt);

/// One line for a scenario whose runs conform, and what no run has shown; more for one that
/// differs.
std::string conform_text(const Comparison& comparison);

}  // namespace ravel
