#include "checker/suspicion.h"

#include <vector>

#include "sim/random.h"

namespace ravel {
namespace {

class Sum {
 public:
  void add(std::uint64_t number) { sum_ = sim::mixed(sum_ ^ number); }
  void add(const std::string& text) {
    add(text.size());
    for (const char c : text) add(static_cast<unsigned char>(c));
  }
  std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

// Numbers for processes that are the same in all executions: made of who started them and as which
// of its children or threads, as their names are.
std::vector<std::uint64_t> families(const sim::Execution& execution) {
  std::vector<std::uint64_t> family(execution.processes.size(), 0);
  std::vector<std::uint64_t> started(execution.processes.size() * 2, 0);
  for (const sim::Step& step : execution.steps) {
    if (step.kind != sim::OperationKind::Spawn) continue;
    const std::size_t parent = execution.processes[step.process].process;
    const bool thread = execution.processes[step.object].process != step.object;
    Sum sum;
    sum.add(family[parent]);
    sum.add(++started[parent * 2 + (thread ? 1 : 0)] * 2 + (thread ? 1 : 0));
    family[step.object] = sum.value();
  }
  return family;
}

}  // namespace

std::uint64_t suspicion(const sim::Execution& execution, const std::string* violation) {
  const std::vector<std::uint64_t> family = families(execution);
  Sum sum;
  sum.add(violation ? *violation : std::string());
  for (const sim::UncaughtException& exception : execution.exceptions) {
    sum.add(family[exception.process]);
    sum.add(exception.type);
    sum.add(exception.message);
  }
  for (std::size_t id = 0; id < execution.processes.size(); ++id) {
    const sim::ProcessEnd& end = execution.processes[id];
    if (!end.ended || end.killed || end.exit_code == 0) continue;
    sum.add(family[id]);
    sum.add(static_cast<std::uint32_t>(end.exit_code));
  }
  sum.add(static_cast<std::uint64_t>(execution.ending));
  if (execution.ending != sim::Ending::Deadlock) return sum.value();
  for (const sim::Blocked& blocked : execution.blocked) {
    sum.add(family[blocked.process]);
    sum.add(static_cast<std::uint64_t>(blocked.operation.kind));
    sum.add(blocked.operation.object);
  }
  return sum.value();
}

}  // namespace ravel
