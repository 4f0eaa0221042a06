#include "checker/gtest/expectations.h"

#include <sstream>

namespace ravel {
namespace {

/// The message in one line: "Expected equality of these values: left, Which is: 1, 2".
std::string in_one_line(const char* message) {
  std::istringstream lines(message);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, line.find_first_not_of(' '));
    if (line.empty()) continue;
    if (!text.empty()) text += text.ends_with(':') ? " " : ", ";
    text += line;
  }
  return text;
}

}  // namespace

// The base class would collect the results: nobody asks it to.
Expectations::Expectations()
    : ScopedFakeTestPartResultReporter(INTERCEPT_ONLY_CURRENT_THREAD, nullptr) {}

Scenario Expectations::watched(const Scenario& scenario) {
  Scenario watched = scenario;
  watched.body = [this, body = scenario.body](os::Os& os, const Parameters& with) {
    os_ = &os;
    body(os, with);
  };
  watched.invariant = [this, invariant = scenario.invariant](
                          const Outcome& outcome,
                          const Parameters& with) -> std::optional<std::string> {
    if (!invariant) return {};
    os_ = nullptr;
    of_invariant_.clear();
    const std::optional<std::string> why = invariant(outcome, with);
    if (!why && !of_invariant_.empty()) return of_invariant_;
    return why;
  };
  return watched;
}

void Expectations::ReportTestPartResult(const testing::TestPartResult& result) {
  if (!result.failed()) return;
  const std::string why = in_one_line(result.message());
  const os::Where where{result.file_name() == nullptr ? "" : result.file_name(),
                        result.line_number()};
  if (os_ == nullptr)
    of_invariant_ = why + " at " + where.file + ":" + std::to_string(where.line);
  else
    os_->fail(why, where);
}

}  // namespace ravel
