#include "checker/minimize/order.h"

#include <utility>

#include "checker/optimal/history.h"

namespace ravel::minimize {

Order::Order(const sim::Execution& execution, const std::vector<sim::Object>& objects,
             const sim::SimulationOptions& options)
    : steps_of_(execution.processes.size()) {
  optimal::Cells cells(options);
  cells.read(execution, objects);
  optimal::History history(cells, options);
  for (std::uint32_t i = 0; i < execution.steps.size(); ++i) {
    const sim::Step& step = execution.steps[i];
    history.add(execution);
    Event event;
    event.process = step.process;
    event.placed = step.decided;
    event.draws = step.kind == sim::OperationKind::Choose;
    if (step.kind == sim::OperationKind::Spawn)
      event.child = static_cast<sim::ProcessId>(step.object);
    const optimal::Count* row = std::as_const(history).row(i);
    event.before.assign(row, row + steps_of_.size());
    event.before[step.process] = 0;
    steps_of_[step.process].push_back(i);
    events_.push_back(std::move(event));
  }
}

}  // namespace ravel::minimize
