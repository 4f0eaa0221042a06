// What a check, a replay, a real run and a comparison of both found, as text for a reader at a
// terminal.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "checker/check.h"
#include "checker/conform.h"
#include "checker/finding.h"
#include "checker/outcome.h"

namespace ravel {

struct TextStyle {
  bool colour = false;
  std::string program = "ravel";  ///< how the user called the program: commands to copy begin so
  bool outcomes = false;          ///< also the outcome set
};

/// What was found and what was covered: "complete: 5040 executions, no finding".
std::string verdict_line(const CheckResult& result);

/// One finding without its trace: kind and message, processes, places, who waits for whom.
std::string finding_text(const Finding& finding, const TextStyle& style);

/// The outcomes, one in a line, each with the number of `counted` that showed it.
std::string outcomes_text(const std::map<Outcome, std::uint64_t>& outcomes,
                          std::string_view counted);

/// The whole report of a check. `replay_words[i]` is what follows `ravel replay` for the i-th
/// finding: a token, or @FILE.
std::string check_text(const CheckResult& result, std::span<const std::string> replay_words,
                       const TextStyle& style);

/// What one replayed execution printed, did and showed.
std::string replay_text(const std::string& scenario, const ReplayResult& result,
                        const TextStyle& style);

/// One line for a scenario whose runs conform, and what no run has shown; more for one that
/// differs.
std::string conform_text(const Comparison& comparison);

}  // namespace ravel
