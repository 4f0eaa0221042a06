// What EXPECT_* and ASSERT_* say in the processes of a simulated scenario.
#pragma once

#include <gtest/gtest-spi.h>

#include <string>

#include "checker/scenario.h"

namespace ravel {

/// While it lives, failures on this thread go to the execution that shows them instead of to the
/// running test: there may be thousands of executions.
class Expectations final : public testing::ScopedFakeTestPartResultReporter {
 public:
  Expectations();

  /// `scenario`, watched: only in it anybody may fail. This must outlive the result.
  Scenario watched(const Scenario& scenario);

  void ReportTestPartResult(const testing::TestPartResult& result) override;

 private:
  os::Os* os_ = nullptr;  // of all processes; null while the invariant is asked
  std::string of_invariant_;
};

}  // namespace ravel
