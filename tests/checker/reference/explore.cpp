#include "tests/checker/reference/explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <thread>

#include "checker/outcome_table.h"

namespace ravel::reference {
namespace {

using sim::OperationKind;

/// The paths of processes as an execution numbers them: a trace numbers them anew.
std::map<sim::ProcessId, std::string> paths_of(const sim::Execution& execution,
                                               const sim::Trace& trace) {
  std::map<sim::ProcessId, std::string> paths = {{sim::ProcessId{0}, ""}};
  for (std::size_t i = 0; i < trace.steps.size(); ++i)
    if (trace.steps[i].kind == OperationKind::Spawn)
      paths[static_cast<sim::ProcessId>(execution.steps[i].object)] =
          trace.processes.at(trace.steps[i].object).path;
  return paths;
}

std::string blocked_text(const sim::Blocked& blocked, const sim::Trace& trace,
                         const std::map<sim::ProcessId, std::string>& paths) {
  const sim::Operation& operation = blocked.operation;
  std::string what;
  if (operation.kind == OperationKind::Wait)
    what = paths.at(static_cast<sim::ProcessId>(operation.object));
  else if (operation.kind != OperationKind::WaitAll && operation.kind != OperationKind::Poll &&
           operation.kind != OperationKind::Evaluate)
    what = trace.objects.at(operation.object).name;
  return fmt::format("[{}] {} {}", paths.at(blocked.process), sim::name(operation.kind), what);
}

Result result_of(const sim::Execution& execution, const sim::Trace& trace) {
  const auto paths = paths_of(execution, trace);
  Result result;
  result.ending = execution.ending;
  result.outcome = outcome_of(execution);
  for (const sim::UncaughtException& exception : execution.exceptions)
    result.exceptions.insert(
        fmt::format("[{}] {}: {}", paths.at(exception.process), exception.type, exception.message));
  for (const sim::Blocked& blocked : execution.blocked)
    result.blocked.insert(blocked_text(blocked, trace, paths));
  return result;
}

// Whether the step is placed by a choice: drawing takes effect as soon as it can.
bool is_placed(const sim::Step& step) {
  return step.decided && !sim::is_draw(step.kind);
}

Placed placed_steps(const sim::Trace& trace, const Class& of) {
  Placed placed;
  for (const ClassProcess& process : of.processes) {
    std::vector<bool>& flags = placed.emplace_back();
    for (const sim::Step& step : trace.steps)
      if (trace.processes[step.process].path == process.path) flags.push_back(is_placed(step));
  }
  return placed;
}

void add(Exploration& exploration, const sim::Execution& execution, const sim::Trace& trace,
         sim::Timeouts timeouts) {
  ++exploration.executions;
  const Class of = class_of(trace, timeouts);
  const Result result = result_of(execution, trace);
  const auto [found, is_new] = exploration.classes.try_emplace(of);
  ClassRecord& record = found->second;
  ++record.executions;
  if (is_new) {
    record.result = result;
    record.placed = placed_steps(trace, of);
    return;
  }
  if (result != record.result)
    exploration.contradictions.push_back(fmt::format(
        "{} but also {} in\n{}", to_string(record.result), to_string(result), to_string(of)));
}

// Whether somebody was killed or gave up before a condition that it would have evaluated.
bool leaves_a_condition_unread(const sim::Execution& execution, sim::Timeouts timeouts) {
  const auto dies = [](const sim::Death& death) {
    return death.running && death.operation.kind == OperationKind::Evaluate;
  };
  const auto gives_up = [&](const sim::Step& step) {
    return step.kind == OperationKind::Evaluate && gave_up_blindly(step, timeouts);
  };
  return std::any_of(execution.deaths.begin(), execution.deaths.end(), dies) ||
         std::any_of(execution.steps.begin(), execution.steps.end(), gives_up);
}

// Also told whether the execution turned out to be superfluous.
using VisitAll = std::function<bool(const sim::Execution&, const sim::Trace&, bool)>;

sim::Execution stopped(sim::Execution execution) {
  execution.ending = sim::Ending::Stopped;
  return execution;
}

void explore_with(Strategy& strategy, const sim::Body& body, const sim::SimulationOptions& options,
                  const VisitAll& visit) {
  sim::Simulation simulation(options);
  sim::Simulation mirror(options);
  do {
    const sim::Execution* execution = &strategy.execute(simulation, body);
    if (strategy.gave_up()) return;
    sim::Trace trace = simulation.trace();
    // Who is not asked numbers processes by identity; a repetition that asks, as the trace does.
    if (!strategy.asks() && execution->ending != sim::Ending::Stopped) {
      execution = &repeat(trace.steps)->execute(mirror, body);
      trace = mirror.trace();
    }
    if (!visit(*execution, trace, strategy.repeated())) return;
  } while (strategy.next());
}

// Explores with as many threads; false if they gave up.
bool reduces(std::size_t threads, bool cautious, const sim::Body& body,
             const sim::SimulationOptions& options, const VisitAll& visit) {
  const auto team = optimal_team(options, cautious, threads);
  const auto explore = [&](std::size_t i) {
    if (i > 0 && !team[i]->next()) return;
    explore_with(*team[i], body, options, visit);
    if (team[i]->gave_up()) team[i]->abandon();
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(explore, i);
    explore(0);
  }
  return std::none_of(team.begin(), team.end(),
                      [](const auto& strategy) { return strategy->gave_up(); });
}

}  // namespace

Explorer with_strategy(const Make& make) {
  return [make](const sim::Body& body, const sim::SimulationOptions& options, const Visit& visit) {
    explore_with(*make(options), body, options,
                 [&visit](const sim::Execution& execution, const sim::Trace& trace, bool repeated) {
                   return visit(repeated ? stopped(execution) : execution, trace);
                 });
  };
}

Explorer by_reduction(std::size_t threads) {
  return
      [threads](const sim::Body& body, const sim::SimulationOptions& options, const Visit& visit) {
        struct Seen {
          sim::Execution execution;
          sim::Trace trace;
          bool repeated = false;
        };
        std::mutex mutex;
        std::vector<Seen> seen;
        const VisitAll keep = [&](const sim::Execution& execution, const sim::Trace& trace,
                                  bool repeated) {
          const std::lock_guard lock(mutex);
          seen.push_back({execution, trace, repeated});
          return true;
        };
        bool excused = !reduces(threads, false, body, options, keep);
        if (excused) {
          seen.clear();
          if (!reduces(threads, true, body, options, keep))
            return one_per_class()(body, options, visit);
        }
        excused = excused || std::ranges::any_of(seen, [&](const Seen& one) {
                    return leaves_a_condition_unread(one.execution, options.timeouts);
                  });
        std::set<Class> classes;
        for (const auto& [execution, trace, repeated] : seen) {
          if (excused && !classes.insert(class_of(trace, options.timeouts)).second) continue;
          if (!visit(repeated && !excused ? stopped(execution) : execution, trace)) return;
        }
      };
}

Explorer by_depth() {
  return with_strategy([](const sim::SimulationOptions&) { return depth_first(); });
}

Explorer one_per_class() {
  return [](const sim::Body& body, const sim::SimulationOptions& options, const Visit& visit) {
    std::set<Class> seen;
    by_depth()(body, options, [&](const sim::Execution& execution, const sim::Trace& trace) {
      return !seen.insert(class_of(trace, options.timeouts)).second || visit(execution, trace);
    });
  };
}

sim::SimulationOptions with_exits() {
  sim::SimulationOptions options;
  options.exits_are_choices = true;
  return options;
}

std::string to_string(const Result& result) {
  static constexpr const char* kEndings[] = {"finished", "deadlock", "livelock", "step limit",
                                             "stopped"};
  return fmt::format("{}, {}, exceptions {{{}}}, blocked {{{}}}",
                     kEndings[static_cast<std::size_t>(result.ending)],
                     ravel::to_string(result.outcome), fmt::join(result.exceptions, "; "),
                     fmt::join(result.blocked, "; "));
}

std::uint64_t Exploration::deadlocks() const {
  return static_cast<std::uint64_t>(std::count_if(
      classes.begin(), classes.end(),
      [](const auto& entry) { return entry.second.result.ending == sim::Ending::Deadlock; }));
}

Exploration explore_classes(const sim::Body& body, const Explorer& explorer,
                            const Setting& setting) {
  Exploration exploration;
  explorer(body, setting.options, [&](const sim::Execution& execution, const sim::Trace& trace) {
    if (execution.ending == sim::Ending::Stopped)
      ++exploration.blocked_executions;
    else if (execution.ending == sim::Ending::StepLimit ||
             exploration.executions == setting.executions_max)
      exploration.complete = false;
    else
      add(exploration, execution, trace, setting.options.timeouts);
    return exploration.complete;
  });
  return exploration;
}

Exploration dfs_classes(const sim::Body& body, const Setting& setting) {
  return explore_classes(body, by_depth(), setting);
}

std::vector<std::string> miscounted_classes(const Exploration& every_interleaving) {
  std::vector<std::string> complaints;
  for (const auto& [of, record] : every_interleaving.classes) {
    const std::uint64_t expected = linear_extensions(of, record.placed);
    if (record.executions == expected) continue;
    complaints.push_back(fmt::format("seen {} times instead of {}:\n{}", record.executions,
                                     expected, to_string(of)));
  }
  return complaints;
}

}  // namespace ravel::reference
