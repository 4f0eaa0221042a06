// Data races, in words.
#include <algorithm>

#include "checker/detectors/detectors.h"
#include "checker/detectors/race_scan.h"

namespace ravel {
namespace {

std::string does(const Access& access) {
  return access.writes ? "writes" : "reads";
}

Finding race(const RacingPair& pair, const sim::Trace& trace) {
  const sim::Step& first = trace.steps[pair.first.step];
  const sim::Step& second = trace.steps[pair.second.step];
  const std::string& one = trace.processes[first.process].name;
  const std::string& other = trace.processes[second.process].name;
  Finding finding;
  finding.kind = FindingKind::Race;
  const std::string what = (pair.first.file ? "file " : "") + trace.objects[first.object].name;
  finding.message = "race on " + what + ": " + one + " " + does(pair.first) + " and " + other +
                    " " + does(pair.second) +
                    " it, and nothing orders the two: hold the same Lock around both";
  if (pair.first.process == 0 || pair.second.process == 0)
    finding.message += ", or join the process first";
  finding.processes = {one, other};
  finding.step = std::max(pair.first.step, pair.second.step);
  add_location(finding, first.where);
  add_location(finding, second.where);
  return finding;
}

}  // namespace

// A release that was refused has told the program that two were inside: it may know what to do.
void find_races(const Evidence& evidence, std::vector<Finding>& findings) {
  const auto is_refused = [](const sim::Step& step) {
    return step.kind == sim::OperationKind::Release && step.value == 0;
  };
  if (std::ranges::any_of(evidence.trace.steps, is_refused)) return;
  std::vector<Limits> limits;
  for (const sim::ObjectRecord& object : evidence.trace.objects)
    limits.push_back({object.initial, object.maximum});
  RaceScan scan;
  for (const RacingPair& pair : scan.scan(evidence.execution, limits))
    findings.push_back(race(pair, evidence.trace));
}

}  // namespace ravel
