// Failed assertions, uncaught exceptions and bad exit codes: what processes say of themselves.
#include <algorithm>

#include "checker/detectors/detectors.h"

namespace ravel {
namespace {

Finding uncaught(const sim::UncaughtException& exception, const sim::Trace& trace) {
  const std::string& who = trace.processes[exception.process].name;
  if (exception.assertion) {
    Finding finding = concerning(FindingKind::Assertion, who + ": " + exception.message, trace,
                                 exception.process);
    if (!exception.place.empty()) finding.locations = {exception.place};
    return finding;
  }
  const std::string what =
      exception.message.empty() ? exception.type : exception.type + ": " + exception.message;
  return concerning(FindingKind::Exception, who + " was ended by " + what, trace,
                    exception.process);
}

}  // namespace

void find_exceptions(const Evidence& evidence, std::vector<Finding>& findings) {
  for (const sim::UncaughtException& exception : evidence.execution.exceptions)
    findings.push_back(uncaught(exception, evidence.trace));
}

void find_exit_statuses(const Evidence& evidence, std::vector<Finding>& findings) {
  const auto& [execution, trace] = evidence;
  for (std::size_t id = 0; id < execution.processes.size(); ++id) {
    const sim::ProcessEnd& end = execution.processes[id];
    if (!ended_by_itself(end) || end.exit_code == 0) continue;
    const auto has_thrown = [id](const sim::UncaughtException& it) { return it.process == id; };
    if (std::ranges::any_of(execution.exceptions, has_thrown)) continue;
    findings.push_back(concerning(
        FindingKind::ExitStatus,
        trace.processes[id].name + " ended with exit code " + std::to_string(end.exit_code), trace,
        static_cast<sim::ProcessId>(id)));
  }
}

}  // namespace ravel
