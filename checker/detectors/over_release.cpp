// Semaphores that were released more often than acquired, or would have been if they (locks,
// bounded semaphores) had not refused. One that has no permits at first is a signal, whose releases
// are its purpose.
#include "checker/detectors/detectors.h"

namespace ravel {
namespace {

struct Account {
  std::uint64_t acquired = 0;
  std::uint64_t released = 0;
};

/// What each process did with a semaphore, step by step.
class Accounts {
 public:
  explicit Accounts(std::size_t processes) : accounts_(processes) {}

  void add(const sim::Step& step) {
    for (Account* account : {&accounts_[step.process], &all_}) {
      account->acquired += acquires(step);
      account->released += releases(step);
    }
  }
  bool has_more_than_at_first() const { return all_.released > all_.acquired; }
  bool releases_too_often(std::size_t process) const {
    return accounts_[process].released > accounts_[process].acquired;
  }
  /// One that never acquires may mean to fill the semaphore up, and learns so that it is full.
  bool has_returned_all(std::size_t process) const {
    return accounts_[process].acquired > 0 &&
           accounts_[process].released >= accounts_[process].acquired;
  }

 private:
  std::vector<Account> accounts_;
  Account all_;
};

bool is_refused(const sim::Step& step) {
  return step.kind == sim::OperationKind::Release && step.error == 0 && step.value == 0;
}

Finding at_step(std::string message, const sim::Trace& trace, std::size_t step) {
  Finding finding =
      concerning(FindingKind::OverRelease, std::move(message), trace, trace.steps[step].process);
  finding.locations = {location(trace.steps[step].where)};
  finding.step = step;
  return finding;
}

void add_refused(const sim::Trace& trace, std::uint32_t object, std::vector<Finding>& findings) {
  Accounts accounts(trace.processes.size());
  std::vector<bool> reported(trace.processes.size());
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const sim::Step& step = trace.steps[i];
    if (step.object != object) continue;
    accounts.add(step);
    if (!is_refused(step) || !accounts.has_returned_all(step.process)) continue;
    if (reported[step.process]) continue;
    reported[step.process] = true;
    const std::string& who = trace.processes[step.process].name;
    findings.push_back(at_step(who + " releases more of " + trace.objects[object].name +
                                   " than it acquires: that was refused, and it went on; release "
                                   "only what was acquired, where it was acquired",
                               trace, i));
  }
}

void add_accepted(const sim::Trace& trace, std::uint32_t object, std::vector<Finding>& findings) {
  Accounts accounts(trace.processes.size());
  std::vector<std::size_t> last_release(trace.processes.size());
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    if (trace.steps[i].object != object) continue;
    accounts.add(trace.steps[i]);
    if (releases(trace.steps[i])) last_release[trace.steps[i].process] = i;
  }
  if (!accounts.has_more_than_at_first()) return;
  for (std::size_t id = 0; id < trace.processes.size(); ++id)
    if (accounts.releases_too_often(id))
      findings.push_back(
          at_step(trace.objects[object].name +
                      " has more permits in the end than at first: " + trace.processes[id].name +
                      " releases more than it acquires; release only what was acquired, or use a "
                      "BoundedSemaphore, which refuses",
                  trace, last_release[id]));
}

}  // namespace

void find_over_releases(const Evidence& evidence, std::vector<Finding>& findings) {
  const auto& [execution, trace] = evidence;
  if (execution.ending != sim::Ending::Finished) return;
  for (std::uint32_t object = 0; object < trace.objects.size(); ++object) {
    const sim::ObjectRecord& record = trace.objects[object];
    if (record.kind != sim::ObjectKind::Semaphore || record.initial == 0) continue;
    add_accepted(trace, object, findings);
    add_refused(trace, object, findings);
  }
}

}  // namespace ravel
