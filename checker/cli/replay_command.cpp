// ravel replay: runs the one execution that a token names.
#include <fmt/format.h>

#include <ostream>

#include "checker/check.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/options.h"
#include "checker/explain/turning_point.h"
#include "checker/replay_step.h"
#include "checker/report/json.h"
#include "checker/report/text.h"

namespace ravel {
namespace {

void tell_a_debugger(std::size_t number, const std::string& process, const std::string& operation) {
  ravel_replay_step(number, process.c_str(), operation.c_str());
}

}  // namespace

int replay_command(Arguments arguments, Scenarios scenarios, const Host& host) {
  CLI::App app("Run the one execution that a token names, step by step as it was.", "ravel replay");
  std::string word;
  std::optional<std::size_t> until;
  bool full = false;
  std::string json;
  app.add_option("TOKEN", word, "A token as 'ravel check' prints it, or @FILE that holds one")
      ->type_name("");
  app.add_option_function<std::string>(
         "--until",
         [&until](const std::string& text) {
           until = WholeNumber{"--until", 0, UINT32_MAX}.parse(text);
         },
         "End after so many steps and print what everything is like then")
      ->type_name("STEP");
  app.add_flag("--full", full, "Print every step, not only the last ones");
  app.add_option("--json", json, "Write a report with the whole trace as JSON; - is stdout")
      ->type_name("FILE");
  add_unavailable(app, "--report");
  app.footer("Examples:\n  ravel replay 'ravel1:...'\n  ravel replay @ravel-NAME.token --until 12");
  if (!parse(app, arguments, host.out)) return kNoFinding;
  if (word.empty()) throw UsageError("no token given; 'ravel check' prints one for each finding");

  const std::string token = word.starts_with('@') ? read_token(word.substr(1)) : word;
  const std::string name = scenario_of_token(token);
  const Scenario& scenario = find_scenario(scenarios, name);
  expect_writable("--json", json);
  const ReplayResult result = replay(scenario, token, until, tell_a_debugger);
  if (json != "-") {
    std::optional<Explanation> explanation;
    if (!result.findings.empty()) explanation = explain(scenario, result.findings.front());
    const TextStyle style{.colour = host.colour, .width = host.width, .full = full};
    host.out << replay_text(name, result, style, explanation);
  }
  if (!json.empty()) write_text(host, json, replay_json(name, result));
  if (result.divergence) return kDiverged;
  return result.findings.empty() ? kNoFinding : kFinding;
}

}  // namespace ravel
