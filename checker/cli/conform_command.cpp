// ravel conform: runs scenarios for real and compares what comes out with what a check enumerates.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "checker/cli/chosen.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/options.h"
#include "checker/conform.h"
#include "checker/report/json.h"
#include "checker/report/text.h"

namespace ravel {
namespace {

struct ConformRequest {
  std::vector<std::string> words;
  bool all = false;
  ConformOptions options;
  std::string json;
};

/// Long enough for anything that ends, also on a machine that is busy.
constexpr std::chrono::seconds kRunTimeout{20};

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
}

void add_options(CLI::App& app, ConformRequest& request) {
  const auto text = [&app](const char* name, const std::function<void(const std::string&)>& set,
                           const char* summary, const char* form) {
    app.add_option_function<std::string>(name, set, summary)->type_name(form);
  };
  app.add_option("SCENARIO", request.words, "Scenarios, and key=value for their parameters")
      ->type_name("");
  app.add_flag("--all", request.all, "Every scenario");
  text(
      "--repeat",
      [&](const std::string& word) {
        request.options.repeat = WholeNumber{"--repeat", 1, 1'000'000'000}.parse(word);
      },
      "Run each so often (default 50)", "N");
  text(
      "--start-method",
      [&](const std::string& word) {
        request.options.run.start_method = parse_word("start method", word, {"spawn", "fork"});
      },
      "How a process starts: spawn (the default) or fork", "NAME");
  text(
      "--timeout",
      [&](const std::string& word) {
        request.options.run.timeout = milliseconds(parse_seconds("--timeout", word));
      },
      "End a run after so many seconds (default 20): right only where a check\n"
      "finds that somebody may wait for ever; no more runs are made then",
      "S");
  text(
      "--time",
      [&](const std::string& word) {
        request.options.check.time_max =
            std::chrono::duration<double>(parse_seconds("--time", word));
      },
      "End an enumeration after so many seconds (default 60)", "S");
  app.add_option("--json", request.json, "Write a report as JSON; - is stdout")->type_name("FILE");
  app.footer(
      "Parameters have the defaults of a check, so that all outcomes can be enumerated.\n"
      "Examples:\n"
      "  ravel conform ticket-guarded\n"
      "  ravel conform --all --repeat 10");
}

int exit_status(const Comparison& comparison) {
  if (comparison.interrupted) return kInterrupted;
  if (comparison.conforms()) return kNoFinding;
  return comparison.decided() ? kFinding : kLimitReached;
}

/// An interruption before all, then a difference, then an enumeration that was not complete.
int worse(int a, int b) {
  for (const int status : {kInterrupted, kFinding, kLimitReached})
    if (a == status || b == status) return status;
  return kNoFinding;
}

int conform_all(const ConformRequest& request, const std::vector<Chosen>& chosen,
                const Host& host) {
  const std::function<bool()> interrupted =
      host.watch_interrupts ? host.watch_interrupts() : [] { return false; };
  std::vector<Comparison> results;
  int status = kNoFinding;
  for (const auto& [scenario, parameters] : chosen) {
    results.push_back(conform(*scenario, parameters, request.options, host.runner,
                              [&](std::uint64_t) { return !interrupted(); }));
    if (request.json != "-") host.out << conform_text(results.back()) << std::flush;
    status = worse(status, exit_status(results.back()));
    if (results.back().interrupted) break;
  }
  if (!request.json.empty())
    write_text(host, request.json, conform_json(results, chosen.size() > 1));
  return status;
}

}  // namespace

int conform_command(Arguments arguments, Scenarios scenarios, const Host& host) {
  ConformRequest request;
  request.options.run.output_wanted = false;
  request.options.run.timeout = kRunTimeout;
  CLI::App app("Compare what real runs show with what a check enumerates.", "ravel conform");
  add_options(app, request);
  if (!parse(app, arguments, host.out)) return kNoFinding;
  const std::vector<Chosen> chosen = chosen_scenarios(request.words, request.all, scenarios);
  validate(request.options.check);
  expect_writable("--json", request.json);
  if (!host.runner) throw UsageError("this program runs no real processes; 'ravel check' works");
  return conform_all(request, chosen, host);
}

}  // namespace ravel
