#include "sim/simulation.h"

#include "sim/loop.h"

namespace ravel::sim {

Simulation::Simulation(const SimulationOptions& options) : loop_(std::make_unique<Loop>(options)) {}

Simulation::~Simulation() = default;

const Execution& Simulation::run(const Body& body, Chooser& chooser) {
  return loop_->run(body, chooser);
}

const Execution& Simulation::extend(const Body& body, std::span<const Transition> path,
                                    std::size_t repeated) {
  return loop_->extend(body, path, repeated);
}

const std::vector<Object>& Simulation::objects() const noexcept {
  return loop_->kernel().objects();
}

std::string_view Simulation::name_of(const Object& object) const {
  return has_name(object) ? std::string_view(loop_->kernel().name_of(object)) : std::string_view();
}

Trace Simulation::trace() const {
  return loop_->trace();
}

}  // namespace ravel::sim
