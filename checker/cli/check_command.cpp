// ravel check: explores the interleavings of scenarios and reports what it found.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "checker/check.h"
#include "checker/cli/chosen.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/options.h"
#include "checker/cli/progress.h"
#include "checker/expected.h"
#include "checker/report/json.h"
#include "checker/report/text.h"

namespace ravel {
namespace {

struct CheckRequest {
  std::vector<std::string> words;
  bool all = false;
  CheckOptions options;
  bool outcomes = false;
  bool expected = false;
  bool require_complete = false;
  bool full = false;
  std::string json;
  std::string trace;
};

constexpr std::string_view kExamples =
    "Examples:\n"
    "  ravel check ticket-nolock-oversell                  until the first finding\n"
    "  ravel check ticket-nolock-oversell clients=3 --outcomes\n"
    "                                                      everything that can come out\n"
    "  ravel check ticket-nolock-oversell clients=8 --strategy preemptions\n"
    "                                                      simple bugs of large programs\n"
    "  ravel check ticket-guarded --strategy random --executions 10000 --seed 7\n"
    "  ravel check --all --expected                        as a test suite does\n"
    "  ravel check ticket-guarded --json - --require-complete";

void add_strategy(CLI::App& app, CheckOptions& options) {
  const auto number = [&app](const char* name, WholeNumber range,
                             std::optional<std::uint32_t>& option, const char* summary) {
    app.add_option_function<std::string>(
           name,
           [range, &option](const std::string& word) {
             option = static_cast<std::uint32_t>(range.parse(word));
           },
           summary)
        ->type_name("N");
  };
  app.add_option("--strategy", options.strategy,
                 "How to explore.\n"
                 "optimal (the default): one of all interleavings that differ only in the\n"
                 "  order of steps that have nothing to do with each other\n"
                 "dfs: every interleaving\n"
                 "preemptions: those with few steps of another process although the running\n"
                 "  one could go on, fewest first\n"
                 "delays: those with few delays of a fixed schedule, fewest first\n"
                 "random: at each moment anybody, with equal chances\n"
                 "pct: random priorities that change few times; says how likely it finds a bug\n"
                 "pos: random priorities of steps, new ones for steps that race\n"
                 "surw: each order of the steps at one place with equal chances")
      ->type_name("NAME");
  number("--bound", {"--bound", 0, 1'000'000}, options.bound,
         "preemptions, delays: end after all with so many (default: 0, then 1, 2, ...\n"
         "without end)");
  number("--depth", {"--depth", 1, 100}, options.depth,
         "pct: how many orderings of two steps a bug may need (default 3)");
}

void add_time(CLI::App& app, CheckOptions& options) {
  const auto set_timeouts = [&options](const std::string& text) {
    const std::string word = parse_word("--timeouts", text, {"unavailable", "anytime", "never"});
    options.timeouts = word == "anytime" ? sim::Timeouts::Anytime
                       : word == "never" ? sim::Timeouts::Never
                                         : sim::Timeouts::Unavailable;
  };
  app.add_option_function<std::string>(
         "--timeouts", set_timeouts,
         "When a timed wait may give up: only while what it waits for is\n"
         "unavailable (the default), anytime (as if it were slow), or never")
      ->type_name("WORD");
  const auto set_clock = [&options](const std::string& text) {
    const std::string word = parse_word("--clock", text, {"any", "virtual"});
    options.clock = word == "virtual" ? sim::Clock::Virtual : sim::Clock::Any;
  };
  app.add_option_function<std::string>(
         "--clock", set_clock,
         "any (the default): a sleeper may wake at any later moment; virtual: time\n"
         "passes only when nobody can do anything else, to the next deadline")
      ->type_name("WORD");
}

void add_mischief(CLI::App& app, CheckOptions& options) {
  const auto count = [&app](const char* name, std::uint32_t& option, const char* summary) {
    app.add_option_function<std::string>(
           name,
           [name, &option](const std::string& word) {
             option = static_cast<std::uint32_t>(WholeNumber{name, 0, 1'000}.parse(word));
           },
           summary)
        ->type_name("N");
  };
  count("--kills", options.kills,
        "Kill up to N processes, but not the main one, each at any of its steps\n"
        "(default 0): no destructor runs, its locks stay locked");
  count("--faults", options.faults,
        "Let up to N calls fail (default 0): a file takes less than is written to it, or\n"
        "is full; a stream moves less at once");
}

void add_limits(CLI::App& app, CheckOptions& options) {
  const auto text = [&app](const char* name, const std::function<void(const std::string&)>& set,
                           const char* summary, const char* form) {
    app.add_option_function<std::string>(name, set, summary)->type_name(form);
  };
  text(
      "--executions",
      [&](const std::string& word) {
        options.executions_max = WholeNumber{"--executions", 1}.parse(word);
      },
      "End after so many executions", "N");
  text(
      "--time",
      [&](const std::string& word) {
        options.time_max = std::chrono::duration<double>(parse_seconds("--time", word));
      },
      "End after so many seconds (default 60)", "S");
  text(
      "--steps",
      [&](const std::string& word) {
        const WholeNumber steps{"--steps", 1, 100'000'000};
        options.steps_max = static_cast<std::uint32_t>(steps.parse(word));
      },
      "Cut an execution after so many steps (default 10000)", "N");
  text(
      "--jobs",
      [&](const std::string& word) {
        options.jobs = static_cast<std::uint32_t>(WholeNumber{"--jobs", 1, 1'000}.parse(word));
      },
      "Explore with so many threads (default 1); what is found does not depend on it.\n"
      "Only --strategy optimal has work for more than one",
      "N");
  text(
      "--seed", [&](const std::string& word) { options.seed = WholeNumber{"--seed"}.parse(word); },
      "Of everything that is random (default 1)", "N");
}

void add_unavailable_options(CLI::App& app) {
  add_unavailable(app, "--report");
}

void add_options(CLI::App& app, CheckRequest& request) {
  app.add_option("SCENARIO", request.words, "Scenarios, and key=value for their parameters")
      ->type_name("");
  app.add_flag("--all", request.all, "Every scenario");
  add_strategy(app, request.options);
  add_time(app, request.options);
  add_mischief(app, request.options);
  add_limits(app, request.options);
  app.add_flag("--keep-going", request.options.keep_going, "Go on after the first finding");
  app.add_flag("--outcomes", request.outcomes,
               "Print what can come out and how often; implies --keep-going");
  app.add_flag("--expected", request.expected,
               "Exit with 0 if the verdict is the one that 'ravel list' expects, else with 1");
  app.add_flag("--require-complete", request.require_complete,
               "Exit with 4 if a limit is reached first");
  app.add_flag_function(
      "--no-minimize", [&request](std::int64_t) { request.options.minimize = false; },
      "Report executions as they were found, not the simplest ones of their kind");
  app.add_flag("--full", request.full, "Print every step, not only the last ones");
  app.add_option("--json", request.json, "Write a report as JSON; - is stdout")->type_name("FILE");
  app.add_option("--trace", request.trace, "Write the trace of the first finding as JSON")
      ->type_name("FILE");
  add_unavailable_options(app);
  app.footer(std::string(kExamples));
}

/// All mistakes show here, before anything is explored.
std::vector<Chosen> choose(const CheckRequest& request, Scenarios scenarios) {
  std::vector<Chosen> chosen = chosen_scenarios(request.words, request.all, scenarios);
  if (!request.trace.empty() && chosen.size() > 1)
    throw UsageError("--trace takes one scenario, its file holds one trace");
  if (request.trace == "-" && request.json == "-")
    throw UsageError("--json - and --trace -: only one of them fits stdout");
  validate(request.options);
  expect_writable("--json", request.json);
  expect_writable("--trace", request.trace);
  return chosen;
}

/// A check that stops at the first finding need not see every expected kind.
bool is_expected(const Scenario& scenario, const CheckResult& result) {
  const std::set<FindingKind> found = as_expected(result.findings, scenario.expected);
  if (result.complete && result.options.keep_going) return found == scenario.expected;
  const bool known =
      std::includes(scenario.expected.begin(), scenario.expected.end(), found.begin(), found.end());
  return known && found.empty() == scenario.expected.empty();
}

bool reached_limit(const CheckResult& result) {
  return result.verdict == Verdict::Limit || !result.limit.empty() || result.interrupted;
}

int exit_status(const CheckRequest& request, const Scenario& scenario, const CheckResult& result) {
  const bool good = request.expected ? is_expected(scenario, result) : result.findings.empty();
  if (!good) return kFinding;
  return request.require_complete && reached_limit(result) ? kLimitReached : kNoFinding;
}

std::string expectation_line(const Scenario& scenario, const CheckResult& result) {
  return fmt::format("expected: {} ({})\n", expected_verdict(scenario),
                     is_expected(scenario, result) ? "as expected" : "NOT as expected");
}

void report(const CheckRequest& request, const Scenario& scenario, const CheckResult& result,
            const Host& host) {
  if (!request.trace.empty() && result.trace)
    write_text(host, request.trace, trace_json(*result.trace));
  if (!request.trace.empty() && !result.trace)
    host.err << "ravel: no finding, so there is no trace for '" << request.trace << "'\n";
  if (request.json == "-" || request.trace == "-") return;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < result.findings.size(); ++i)
    words.push_back(replay_word(host, result.scenario, i, result.findings[i].token));
  std::optional<Explanation> explanation;
  if (!result.findings.empty() && !result.crashed)
    explanation = explain(scenario, result.findings.front());
  const TextStyle style{host.colour, host.program, request.outcomes, host.width, request.full};
  host.out << check_text(result, words, style, explanation);
  if (request.expected) host.out << expectation_line(scenario, result);
  host.out << std::flush;
}

/// 1 before 4 before 0: a finding is worse than an end before completion.
int worse(int a, int b) {
  if (a == kFinding || b == kFinding) return kFinding;
  return std::max(a, b);
}

int check_all(const CheckRequest& request, const std::vector<Chosen>& chosen, const Host& host) {
  const std::function<bool()> interrupted =
      host.watch_interrupts ? host.watch_interrupts() : [] { return false; };
  std::vector<Measured> results;
  int status = kNoFinding;
  for (const auto& [scenario, parameters] : chosen) {
    if (!results.empty() && request.json != "-") host.out << "\n";
    ProgressLine line(host, scenario->name);
    const auto on_progress = [&](const Progress& progress) {
      line.show(progress);
      return !interrupted();
    };
    CheckResult result = check(*scenario, parameters, request.options, on_progress);
    line.clear();
    report(request, *scenario, result, host);
    status = worse(status, exit_status(request, *scenario, result));
    results.push_back({std::move(result), host.peak_rss_bytes ? host.peak_rss_bytes() : 0});
    if (results.back().result.interrupted) break;
  }
  if (!request.json.empty()) write_text(host, request.json, check_json(results, chosen.size() > 1));
  return status;
}

}  // namespace

int check_command(Arguments arguments, Scenarios scenarios, const Host& host) {
  CheckRequest request;
  CLI::App app("Explore the interleavings of scenarios in the simulator.", "ravel check");
  add_options(app, request);
  if (!parse(app, arguments, host.out)) return kNoFinding;
  if (request.outcomes) request.options.keep_going = true;
  return check_all(request, choose(request, scenarios), host);
}

}  // namespace ravel
