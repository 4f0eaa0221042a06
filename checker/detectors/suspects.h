// Decides for each execution in which nothing went wrong whether the detectors of programs have to
// see it. It runs once per execution, and allocates and formats nothing once the largest one has
// been seen.
#pragma once

#include <optional>
#include <vector>

#include "checker/detectors/race_scan.h"
#include "checker/finding.h"
#include "sim/simulation.h"

namespace ravel {

class Suspects {
 public:
  /// `raced`: whether accesses to data could have come in another order than they did, if the
  /// strategy knows; else the execution is looked through.
  bool suspect(const sim::Execution& execution, const std::vector<sim::Object>& objects,
               std::optional<bool> raced);

  /// What has been found once is not looked for again.
  void found(FindingKind kind) noexcept;

  /// The detectors had nothing to say of an execution. After many of those only few are suspected.
  void found_nothing() noexcept { ++fruitless_; }

 private:
  bool looks_suspect(const sim::Execution& execution, const std::vector<sim::Object>& objects,
                     std::optional<bool> raced);
  bool has_leftovers(const sim::Execution& execution, const std::vector<sim::Object>& objects);
  static bool has_refusal(const sim::Execution& execution,
                          const std::vector<sim::Object>& objects) noexcept;
  bool has_unread(const sim::Execution& execution) const noexcept;
  bool has_races(const sim::Execution& execution, const std::vector<sim::Object>& objects);

  std::uint64_t fruitless_ = 0;
  std::uint64_t passed_over_ = 0;
  bool races_wanted_ = true;
  bool unreleased_wanted_ = true;
  bool over_releases_wanted_ = true;
  bool leaks_wanted_ = true;
  RaceScan scan_;
  std::vector<Limits> limits_;
};

}  // namespace ravel
