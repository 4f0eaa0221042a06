// How far a count of independent trials may be from what is expected. Seeds are fixed, so a test
// passes always or never; by chance it would fail for one seed in a million.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace ravel::test {

/// Five standard deviations of the binomial distribution.
inline double tolerance(std::uint64_t trials, double probability) {
  return 5 * std::sqrt(static_cast<double>(trials) * probability * (1 - probability));
}

inline void expect_share(std::uint64_t hits, std::uint64_t trials, double probability,
                         const std::string& what = "") {
  EXPECT_NEAR(static_cast<double>(hits), static_cast<double>(trials) * probability,
              tolerance(trials, probability))
      << what;
}

inline void expect_share_of_at_least(std::uint64_t hits, std::uint64_t trials, double probability,
                                     const std::string& what = "") {
  EXPECT_GE(static_cast<double>(hits),
            static_cast<double>(trials) * probability - tolerance(trials, probability))
      << what;
}

}  // namespace ravel::test
