#include "checker/schedule.h"

namespace ravel {

Schedule schedule_of(const std::vector<sim::Step>& steps) {
  Schedule schedule;
  for (const sim::Step& step : steps)
    if (step.choice) schedule.push_back({{step.process, step.outcome}, step.kind});
  return schedule;
}

std::size_t context_switches(const std::vector<sim::Step>& steps) {
  std::size_t switches = 0;
  for (std::size_t i = 1; i < steps.size(); ++i)
    switches += steps[i].process != steps[i - 1].process;
  return switches;
}

}  // namespace ravel
