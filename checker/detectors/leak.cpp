// What is left when everybody has ended: data that nobody has read, children that nobody waited
// for.
#include "checker/detectors/detectors.h"

namespace ravel {
namespace {

using sim::OperationKind;

// What is on its way when somebody hangs up is lost: both ends of a connection know that.
struct Balance {
  bool connection = false;
  std::uint64_t written = 0;
  std::uint64_t read = 0;
  const sim::Step* last_write = nullptr;
};

// Whether somebody was killed who could have read it: what a program ends by force it does not
// care for.
bool somebody_was_killed(const sim::Execution& execution) {
  for (const sim::ProcessEnd& end : execution.processes)
    if (end.killed) return true;
  return false;
}

}  // namespace

void find_unread_data(const Evidence& evidence, std::vector<Finding>& findings) {
  const auto& [execution, trace] = evidence;
  if (execution.ending != sim::Ending::Finished || somebody_was_killed(execution)) return;
  std::vector<Balance> balances(trace.objects.size());
  for (const sim::Step& step : trace.steps) {
    if (step.error != 0) continue;
    const bool hangs_up =
        step.kind == OperationKind::CloseStream && step.value == (sim::kReadSide | sim::kWriteSide);
    if (hangs_up) balances[step.object].connection = balances[step.offset].connection = true;
    if (step.kind == OperationKind::ReadStream) balances[step.object].read += step.value;
    if (step.kind != OperationKind::WriteStream) continue;
    balances[step.object].written += step.value;
    balances[step.object].last_write = &step;
  }
  for (std::size_t object = 0; object < balances.size(); ++object) {
    const Balance& balance = balances[object];
    if (balance.connection || balance.written <= balance.read) continue;
    Finding finding;
    finding.kind = FindingKind::Leak;
    finding.message = "something in " + trace.objects[object].name +
                      " was never read: get everything that was put, or end with a message that "
                      "says it was the last";
    finding.processes = {trace.processes[balance.last_write->process].name};
    finding.step = static_cast<std::size_t>(balance.last_write - trace.steps.data());
    add_location(finding, balance.last_write->where);
    findings.push_back(std::move(finding));
  }
}

// A process waits for its children at its end, so that forgetting to join one leaves nothing
// behind, unless that end is cut short by `exit`.
void find_unjoined_children(const Evidence& evidence, std::vector<Finding>& findings) {
  const auto& [execution, trace] = evidence;
  if (execution.ending != sim::Ending::Finished) return;
  for (const sim::Death& death : execution.deaths) {
    const sim::Step& step = trace.steps[death.step];
    const sim::ProcessRecord& child = trace.processes[death.process];
    const bool own_parent = step.kind == OperationKind::Exit && child.thread == 0 &&
                            death.process != step.object && child.parent == step.object;
    if (!own_parent || child.daemon || !ended_by_itself(execution.processes[step.object])) continue;
    const std::string& parent = trace.processes[step.object].name;
    Finding finding = concerning(
        FindingKind::Leak,
        parent + " was ended by exit, which waits for nobody, and " + child.name +
            " ended with it, wherever it was: join it first, or make it a daemon if that is meant",
        trace, static_cast<sim::ProcessId>(step.object));
    finding.processes.push_back(child.name);
    finding.step = death.step;
    findings.push_back(std::move(finding));
  }
}

}  // namespace ravel
