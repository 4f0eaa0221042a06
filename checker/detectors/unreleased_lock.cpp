// Locks that are held when everybody has ended.
#include "checker/detectors/detectors.h"
#include "checker/detectors/waits.h"

namespace ravel {

// A holder that was killed is another matter: nobody forgot anything.
void find_unreleased_locks(const Evidence& evidence, std::vector<Finding>& findings) {
  const auto& [execution, trace] = evidence;
  if (execution.ending != sim::Ending::Finished) return;
  for (std::uint32_t object = 0; object < trace.objects.size(); ++object) {
    if (!is_lock(trace.objects[object])) continue;
    for (const sim::ProcessId holder : holders(trace, object)) {
      if (!ended_by_itself(execution.processes[holder])) continue;
      Finding finding =
          concerning(FindingKind::UnreleasedLock,
                     trace.processes[holder].name + " ended without releasing " +
                         trace.objects[object].name + ": use a guard, `auto guard = lock.hold();`",
                     trace, holder);
      finding.locations.clear();
      for (const sim::Step& step : trace.steps)
        if (step.process == holder && step.object == object && acquires(step))
          finding.locations = {location(step.where)};
      findings.push_back(std::move(finding));
    }
  }
}

}  // namespace ravel
