#include "checker/detectors/divergence.h"

#include <algorithm>

namespace ravel {
namespace {

bool same_call(const sim::Step& one, const sim::Step& other) {
  return one.process == other.process && one.kind == other.kind && one.object == other.object &&
         one.offset == other.offset;
}

bool same(const sim::Step& one, const sim::Step& other) {
  return same_call(one, other) && one.value == other.value && one.error == other.error &&
         one.outcome == other.outcome;
}

std::string text(const sim::Trace& trace, std::size_t number) {
  if (number >= trace.steps.size()) return "nothing more";
  const sim::Step& step = trace.steps[number];
  const std::string result = sim::describe_result(step);
  return trace.processes[step.process].name + ": " + sim::describe(trace, step) +
         (result.empty() ? "" : " (" + result + ")");
}

void add_step(Finding& finding, const sim::Trace& trace, std::size_t number) {
  if (number >= trace.steps.size()) return;
  const std::string& name = trace.processes[trace.steps[number].process].name;
  if (std::ranges::find(finding.processes, name) == finding.processes.end())
    finding.processes.push_back(name);
  add_location(finding, trace.steps[number].where);
}

}  // namespace

bool differs(const sim::Trace& first, const sim::Trace& second) {
  return std::ranges::mismatch(first.steps, second.steps, same).in1 != first.steps.end();
}

Finding divergence(const sim::Trace& first, const sim::Trace& second) {
  const auto [at, other] = std::ranges::mismatch(first.steps, second.steps, same);
  const auto number = static_cast<std::size_t>(at - first.steps.begin());
  const bool both = at != first.steps.end() && other != second.steps.end();
  Finding finding;
  finding.kind = FindingKind::Divergence;
  finding.step = number;
  finding.message = "the program did something else under the same schedule: ";
  if (number == first.steps.size())
    finding.message += "not a second time, though; it depends on ";
  else
    finding.message +=
        "first '" + text(first, number) + "', then '" + text(second, number) + "'; it depends on ";
  finding.message += both && same_call(*at, *other)
                         ? "a clock, a random number or an address that it computes with"
                         : "something besides its steps: a global or static variable that an "
                           "earlier execution changed, a clock, or an address";
  add_step(finding, first, number);
  add_step(finding, second, number);
  return finding;
}

}  // namespace ravel
