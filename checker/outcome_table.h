// Counts the outcomes of many executions. Most executions repeat an outcome that is known: then
// nothing is allocated, and the invariant is not asked again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/outcome.h"
#include "checker/scenario.h"
#include "sim/simulation.h"

namespace ravel {

class OutcomeTable {
 public:
  OutcomeTable(const Scenario& scenario, const Parameters& parameters)
      : scenario_(scenario), parameters_(parameters) {}

  struct Entry {
    Outcome outcome;
    std::uint64_t executions = 0;
    std::optional<std::string> violation;  ///< what the invariant says of it
  };

  /// Counts the outcome of an execution that finished.
  const Entry& add(const sim::Execution& execution);

  std::map<Outcome, std::uint64_t> counts() const;

 private:
  // The observations of an execution as they came, so that they can be compared without sorting.
  struct Raw {
    std::vector<sim::ObservedValue> observations;
    std::size_t entry = 0;
  };

  std::size_t find_or_add(Outcome outcome);

  const Scenario& scenario_;
  const Parameters& parameters_;
  std::vector<Entry> entries_;
  std::unordered_multimap<std::uint64_t, Raw> raws_;
};

/// The outcome that an execution observed.
Outcome outcome_of(const sim::Execution& execution);

}  // namespace ravel
