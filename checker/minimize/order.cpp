#include "checker/minimize/order.h"

#include <memory>
#include <utility>

#include "checker/optimal/history.h"
#include "checker/schedule.h"

namespace ravel::minimize {

Order::Order(const sim::Execution& execution, const sim::Simulation& simulation,
             const sim::SimulationOptions& options)
    : steps_of_(execution.processes.size()) {
  optimal::Cells cells(options, std::make_shared<optimal::Names>());
  cells.read(execution, simulation);
  optimal::History history(cells, options);
  for (std::uint32_t i = 0; i < execution.steps.size(); ++i) {
    const sim::Step& step = execution.steps[i];
    history.add(execution);
    Event event;
    event.process = step.process;
    event.placed = step.decided;
    event.draws = sim::is_draw(step.kind);
    event.counts = !drew_nothing(step);
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
