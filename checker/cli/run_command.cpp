// ravel run: runs a scenario with real processes, once or often, and judges what came out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/options.h"
#include "checker/report/json.h"
#include "checker/report/printable.h"
#include "checker/report/text.h"
#include "checker/runner.h"
#include "checker/simulate.h"

namespace ravel {
namespace {

struct RunRequest {
  std::vector<std::string> words;
  RunOptions options;
  std::uint64_t repeat = 1;
  std::string json;
  std::string trace;
  std::string os = "posix";
};

std::string parse_os(const std::string& text) {
  if (text == "win32") throw UsageError("--os win32 is not available yet; available: posix, sim");
  return parse_word("operating system", text, {"posix", "sim"});
}

std::chrono::milliseconds parse_timeout(const std::string& text) {
  const double seconds = parse_seconds("--timeout", text);
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
}

void add_options(CLI::App& app, RunRequest& request) {
  const auto text = [&app](const char* name, const std::function<void(const std::string&)>& set,
                           const char* summary, const char* form) {
    app.add_option_function<std::string>(name, set, summary)->type_name(form);
  };
  app.add_option("SCENARIO", request.words, "A scenario, and key=value for its parameters")
      ->type_name("");
  text(
      "--os", [&](const std::string& word) { request.os = parse_os(word); },
      "The operating system: posix (the default), or sim: a random walk in the simulator", "NAME");
  text(
      "--start-method",
      [&](const std::string& word) {
        request.options.start_method = parse_word("start method", word, {"spawn", "fork"});
      },
      "How a process starts: spawn (the default) or fork", "NAME");
  text(
      "--repeat",
      [&](const std::string& word) {
        request.repeat = WholeNumber{"--repeat", 1, 1'000'000'000}.parse(word);
      },
      "Run so often, without its output, and collect what comes out", "N");
  text(
      "--timeout", [&](const std::string& word) { request.options.timeout = parse_timeout(word); },
      "End a run after so many seconds, with exit status 124", "S");
  text(
      "--seed",
      [&](const std::string& word) { request.options.seed = WholeNumber{"--seed"}.parse(word); },
      "Of the random numbers that the scenario asks for", "N");
  app.add_option("--json", request.json,
                 "Write a report as JSON; - is stdout, and what the scenario prints is dropped")
      ->type_name("FILE");
  app.add_option("--trace", request.trace,
                 "Record what every process does, call by call, and write it as JSON (of the\n"
                 "last run); - is stdout")
      ->type_name("FILE");
  app.footer(
      "Examples:\n"
      "  ravel run ticket-guarded\n"
      "  ravel run ticket-nolock-oversell clients=4 --repeat 100\n"
      "  ravel run ticket-guarded --start-method fork --timeout 10\n"
      "  ravel run ticket-guarded --os sim --seed 3\n"
      "  ravel run ticket-guarded --trace steps.json");
}

/// The invariant is asked only when the main process came to its end: else what it would have
/// observed is missing.
void judge(const Scenario& scenario, const Parameters& parameters, RunReport& report) {
  if (scenario.invariant == nullptr || report.timed_out || report.interrupted) return;
  for (const Finding& finding : report.findings)
    if (std::count(finding.processes.begin(), finding.processes.end(), "MainProcess") > 0) return;
  if (const auto wrong = scenario.invariant(report.outcome, parameters)) {
    Finding finding;
    finding.kind = FindingKind::Invariant;
    finding.message = *wrong;
    report.findings.push_back(finding);
  }
}

/// One of each kind and message, however often it came.
void add_findings(const std::vector<Finding>& more, std::vector<Finding>& findings) {
  for (const Finding& finding : more) {
    const auto same = [&finding](const Finding& other) {
      return other.kind == finding.kind && other.message == finding.message;
    };
    if (std::none_of(findings.begin(), findings.end(), same)) findings.push_back(finding);
  }
}

RunSummary run_all(const Scenario& scenario, const Parameters& parameters,
                   const RunRequest& request, const Runner& runner,
                   std::optional<RecordedRun>& recorded) {
  RunSummary summary;
  summary.scenario = scenario.name;
  summary.parameters = parameters;
  summary.os = request.os;
  summary.start_method = request.options.start_method;
  summary.seed = request.options.seed;
  while (summary.runs < request.repeat && !summary.timed_out && !summary.interrupted) {
    RunReport report = runner(scenario, parameters, request.options);
    judge(scenario, parameters, report);
    ++summary.runs;
    summary.seconds += report.seconds;
    summary.timed_out = report.timed_out;
    summary.interrupted = report.interrupted;
    summary.still_running = report.still_running;
    if (!report.timed_out && !report.interrupted) ++summary.outcomes[report.outcome];
    add_findings(report.findings, summary.findings);
    recorded = std::move(report.recorded);
  }
  return summary;
}

/// Where in the source everybody waits, and for whom.
std::string pending_text(const RecordedRun& recorded) {
  std::string text;
  for (const PendingCall& call : recorded.pending) {
    text += fmt::format("  {}: {}", printable(recorded.trace.processes.at(call.step.process).name),
                        printable(sim::describe(recorded.trace, call.step)));
    if (call.step.where.line != 0) text += fmt::format(" at {}", location(call.step.where));
    if (!call.held_by.empty()) text += fmt::format(", held by {}", printable(call.held_by));
    text += "\n";
  }
  return text.empty() ? text : "the calls that had not returned:\n" + text;
}

std::string run_text(const RunSummary& summary, const std::optional<RecordedRun>& recorded,
                     const RunRequest& request, const Host& host) {
  std::string text;
  if (request.repeat > 1)
    text += outcomes_text(summary.outcomes, "runs");
  else if (!summary.outcomes.empty())
    text += fmt::format("outcome: {}\n", printable(to_string(summary.outcomes.begin()->first)));
  for (const Finding& finding : summary.findings)
    text += finding_text(finding, {.colour = host.colour});
  if (summary.timed_out)
    text += fmt::format("timed out after {:g} s\n",
                        std::chrono::duration<double>(*request.options.timeout).count());
  for (const std::string& process : summary.still_running) text += "  " + printable(process) + "\n";
  if (summary.timed_out && recorded) text += pending_text(*recorded);
  if (summary.interrupted) text += "interrupted\n";
  return text;
}

int exit_status(const RunSummary& summary) {
  if (summary.interrupted) return kInterrupted;
  if (summary.timed_out) return kTimedOut;
  return summary.findings.empty() ? kNoFinding : kFinding;
}

}  // namespace

int run_command(Arguments arguments, Scenarios scenarios, const Host& host) {
  RunRequest request;
  CLI::App app("Run a scenario with real processes on this machine, or once in the simulator.",
               "ravel run");
  add_options(app, request);
  if (!parse(app, arguments, host.out)) return kNoFinding;
  const Words words = sorted_words(request.words);
  if (words.names.size() != 1)
    throw UsageError(words.names.empty()
                         ? "no scenario given; 'ravel list' shows them"
                         : fmt::format("one scenario at a time, not also '{}'", words.names[1]));
  const Scenario& scenario = find_scenario(scenarios, words.names.front());
  const Parameters parameters =
      Parameters::parse(scenario.parameters, Purpose::Run, words.assignments);
  if (request.trace == "-" && request.json == "-")
    throw UsageError("--json - and --trace -: only one of them fits stdout");
  expect_writable("--json", request.json);
  expect_writable("--trace", request.trace);
  const Runner runner = request.os == "sim" ? simulated_runner(host.out) : host.runner;
  if (!runner)
    throw UsageError("this program runs no real processes; '--os sim' and 'ravel check' work");

  const bool text_wanted = request.json != "-" && request.trace != "-";
  request.options.output_wanted = text_wanted && request.repeat == 1;
  request.options.trace_wanted = !request.trace.empty();
  std::optional<RecordedRun> recorded;
  const RunSummary summary = run_all(scenario, parameters, request, runner, recorded);
  if (text_wanted) host.out << run_text(summary, recorded, request, host);
  if (recorded) write_text(host, request.trace, recorded_json(*recorded));
  if (!request.json.empty()) write_text(host, request.json, run_json(summary));
  return exit_status(summary);
}

}  // namespace ravel
