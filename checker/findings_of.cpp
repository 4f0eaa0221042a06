#include "checker/findings_of.h"

#include <algorithm>
#include <utility>

#include "checker/judge.h"
#include "checker/outcome_table.h"

namespace ravel {

std::vector<Finding> findings_of(const Scenario& scenario, const Parameters& parameters,
                                 const sim::Execution& execution, const sim::Trace& trace) {
  std::vector<Finding> findings;
  if (has_outcome(execution) && scenario.invariant)
    if (const auto why = scenario.invariant(outcome_of(execution), parameters))
      findings.push_back(invariant_violated(*why, trace));
  // An outcome that is wrong explains itself.
  if (findings.empty() || suspicious(execution))
    for (Finding& finding : judge(execution, trace)) findings.push_back(std::move(finding));
  return findings;
}

bool is_same(const Finding& one, const Finding& other) {
  return one.kind == other.kind && one.message == other.message;
}

bool stands_for(const Finding& shown, const Finding& finding) {
  if (is_same(shown, finding)) return true;
  const bool deadlock =
      shown.kind == FindingKind::Deadlock || shown.kind == FindingKind::PartialDeadlock;
  return finding.kind == FindingKind::LockOrder && deadlock &&
         std::ranges::all_of(finding.processes, [&shown](const std::string& process) {
           return std::ranges::find(shown.processes, process) != shown.processes.end();
         });
}

}  // namespace ravel
