#include "sim/simulation.h"

#include "sim/loop.h"

namespace ravel::sim {

Simulation::Simulation(const SimulationOptions& options) : loop_(std::make_unique<Loop>(options)) {}

Simulation::~Simulation() = default;

const Execution& Simulation::run(const Body& body, Chooser& chooser) {
  return loop_->run(body, chooser);
}

Trace Simulation::trace() const {
  return loop_->trace();
}

}  // namespace ravel::sim
