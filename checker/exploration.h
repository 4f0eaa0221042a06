// What one thread explores of a scenario, from its first execution to what it says of all of them.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "checker/check.h"
#include "checker/detectors/suspects.h"
#include "checker/outcome_table.h"
#include "checker/strategy.h"

namespace ravel {

/// Why an exploration was given up, so that nothing that it found counts.
enum class GivenUp {
  No,
  EndsMatter,   ///< the ends of processes have to be choices
  Impatient,    ///< a loop that was taken for a spin ended by itself
  CannotReduce  ///< the strategy leaves out too much
};

/// What the threads of one exploration tell each other.
struct Common {
  std::atomic<std::uint64_t> executions{0};
  std::atomic<bool> over{false};
  std::chrono::steady_clock::time_point started;
};

/// Findings, and the trace of the first one.
struct Report {
  std::vector<Finding> findings;
  std::optional<sim::Trace> trace;
};

class Exploration {
 public:
  Exploration(const Scenario& scenario, const Parameters& parameters, const CheckOptions& options,
              const sim::SimulationOptions& simulation_options, std::unique_ptr<Strategy> strategy,
              Common& common);

  /// Explores until nothing is left, a limit is reached, or another thread ended it all.
  GivenUp run(const OnProgress& on_progress);

  /// As `run`, with what others have left.
  GivenUp join();

  /// Lets all threads come to their end.
  void end_all();

  /// The findings are those of executions that went wrong.
  CheckResult take_result() { return std::move(result_); }

  /// What is wrong with the program although its executions came to a good end.
  Report take_latent() { return std::move(latent_); }

  /// What no execution showed, but others might have: somebody who never comes to its turn, if
  /// executions were `cut`, and else deadlocks by the order of locks.
  Report predict(bool cut);

 private:
  GivenUp explore(const OnProgress& on_progress);
  bool count(const sim::Execution& execution);
  void judge_execution(const sim::Execution& execution);
  void judge_program(const sim::Execution& execution);
  void report_divergence();
  void add(Finding finding, const sim::Trace& trace, Report& to) const;
  void report(Finding finding, const sim::Trace& trace);
  bool limit_reached(const OnProgress& on_progress);
  void conclude();
  double seconds() const;

  const Scenario& scenario_;
  const CheckOptions& options_;
  sim::SimulationOptions simulation_options_;
  sim::Simulation simulation_;
  sim::Simulation recorder_;  // repeats what has to be told with all that could have been chosen
  std::unique_ptr<Strategy> strategy_;
  sim::Body body_;
  OutcomeTable outcomes_;
  std::set<std::uint64_t> suspicions_;  // that have been looked into
  CheckResult result_;
  Suspects suspects_;
  Report latent_;
  std::uint64_t runs_ = 0;  // also of executions that do not count
  bool step_limit_reached_ = false;
  bool exhausted_ = false;
  Common& common_;
  std::chrono::steady_clock::time_point progress_shown_;
};

/// Whether one of the same kind and message is among them.
bool is_known(const Finding& finding, const std::vector<Finding>& findings);

}  // namespace ravel
