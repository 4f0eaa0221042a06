// Decides for each execution that came to a good end whether the detectors of programs have to see
// it. It runs once per execution, and allocates and formats nothing once the largest one has been
// seen.
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

 private:
  bool has_leftovers(const sim::Execution& execution, const std::vector<sim::Object>& objects);
  bool has_unread(const sim::Execution& execution) const noexcept;
  bool has_races(const sim::Execution& execution, const std::vector<sim::Object>& objects);

  bool races_wanted_ = true;
  bool unreleased_wanted_ = true;
  bool over_releases_wanted_ = true;
  bool unread_wanted_ = true;
  RaceScan scan_;
  std::vector<Limits> limits_;
};

}  // namespace ravel
