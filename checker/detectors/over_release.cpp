// Semaphores that were released more often than acquired. One that has no permits at first is a
// signal, whose releases are its purpose; one that refuses (a lock, a bounded semaphore) has told
// the program.
#include "checker/detectors/detectors.h"
#include "checker/detectors/waits.h"

namespace ravel {
namespace {

struct Account {
  std::uint64_t acquired = 0;
  std::uint64_t released = 0;
};

}  // namespace

void find_over_releases(const Evidence& evidence, std::vector<Finding>& findings) {
  const auto& [execution, trace] = evidence;
  if (execution.ending != sim::Ending::Finished) return;
  for (std::uint32_t object = 0; object < trace.objects.size(); ++object) {
    const sim::ObjectRecord& record = trace.objects[object];
    if (record.kind != sim::ObjectKind::Semaphore || record.initial == 0) continue;
    std::vector<Account> accounts(trace.processes.size());
    Account all;
    for (const sim::Step& step : trace.steps) {
      if (step.object != object) continue;
      accounts[step.process].acquired += acquires(step);
      accounts[step.process].released += releases(step);
      all.acquired += acquires(step);
      all.released += releases(step);
    }
    if (all.released <= all.acquired) continue;
    for (std::size_t id = 0; id < accounts.size(); ++id) {
      if (accounts[id].released <= accounts[id].acquired) continue;
      Finding finding = concerning(
          FindingKind::OverRelease,
          record.name + " has more permits in the end than at first: " + trace.processes[id].name +
              " releases more than it acquires; release only what was acquired, or use a "
              "BoundedSemaphore, which refuses",
          trace, static_cast<sim::ProcessId>(id));
      finding.locations.clear();
      for (std::size_t i = 0; i < trace.steps.size(); ++i)
        if (trace.steps[i].process == id && trace.steps[i].object == object &&
            releases(trace.steps[i])) {
          finding.locations = {location(trace.steps[i].where)};
          finding.step = i;
        }
      findings.push_back(std::move(finding));
    }
  }
}

}  // namespace ravel
