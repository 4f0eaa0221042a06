// Finds the command and turns what it throws into one line and an exit status.
#include "checker/cli/command_line.h"

#include <fmt/format.h>

#include <array>
#include <exception>
#include <new>
#include <ostream>

#include "checker/cli/commands.h"
#include "checker/report/json.h"
#include "checker/report/printable.h"

namespace ravel {
namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*perform)(Arguments, Scenarios, const Host&);  ///< null: not available yet
};

constexpr std::array<Command, 6> kCommands{{
    {"list", "the scenarios: what they show, their parameters, what to expect", list_command},
    {"run", "run a scenario with real processes on this machine", run_command},
    {"check", "explore the interleavings of scenarios in the simulator", check_command},
    {"replay", "run the one execution that a token names", replay_command},
    {"property", "random parameters and random schedules", nullptr},
    {"conform", "compare real outcomes with the enumerated set", conform_command},
}};

std::string available() {
  std::string names;
  for (const Command& command : kCommands)
    if (command.perform != nullptr) names.append(names.empty() ? "" : ", ").append(command.name);
  return names;
}

std::string help() {
  std::string text =
      "Ravel runs multi-process programs for real, and checks every order in which their steps\n"
      "can happen.\n\n"
      "Usage: ravel COMMAND [ARGUMENTS]\n\nCommands:\n";
  for (const Command& command : kCommands)
    if (command.perform != nullptr)
      text += fmt::format("  {:<8}{}\n", command.name, command.summary);
  return text +
         "\nExamples:\n"
         "  ravel list ticket                          what there is about tickets\n"
         "  ravel run ticket-nolock-oversell           see it happen, or not\n"
         "  ravel check ticket-nolock-oversell         find out whether it can happen\n"
         "  ravel check ticket-guarded clients=3       with another size\n"
         "  ravel replay 'ravel1:...'                  watch a finding again\n"
         "  ravel conform ticket-guarded               does the check know what really happens?\n\n"
         "'ravel COMMAND --help' explains a command. Results go to stdout, progress to stderr.\n"
         "Exit status: 0 no finding, 1 a finding, 2 usage, 3 an error of ravel's own, 4 a limit\n"
         "was reached under --require-complete, 5 a replay diverged, 124 a run timed out.\n";
}

int perform(Arguments arguments, Scenarios scenarios, const Host& host) {
  if (arguments.empty())
    throw UsageError(fmt::format("no command; commands: {}; try 'ravel --help'", available()));
  const std::string& word = arguments.front();
  if (word == "--help" || word == "-h" || word == "help") {
    host.out << help();
    return kNoFinding;
  }
  if (word == "--version") {
    host.out << "ravel " << version() << "\n";
    return kNoFinding;
  }
  for (const Command& command : kCommands) {
    if (command.name != word) continue;
    if (command.perform != nullptr) return command.perform(arguments.subspan(1), scenarios, host);
    throw UsageError(
        fmt::format("command '{}' is not available yet; available: {}", word, available()));
  }
  const std::string_view what = word.starts_with('-') ? "option" : "command";
  throw UsageError(fmt::format("unknown {} '{}'; commands: {}", what, word, available()));
}

int complain(const Host& host, std::string_view message, int status) {
  host.err << "ravel: " << printable(message) << std::endl;
  return status;
}

}  // namespace

int command_line(std::span<const std::string> arguments, std::span<const Scenario> scenarios,
                 const Host& host) {
  try {
    const int status = perform(arguments, scenarios, host);
    if (host.out.flush()) return status;
    return complain(host, "the results could not be written to stdout", kInternalError);
  } catch (const UsageError& error) {
    return complain(host, error.what(), kUsage);
  } catch (const std::bad_alloc&) {
    return complain(host, "the memory is full; 'ulimit -S -d' sets another limit than half of it",
                    kInternalError);
  } catch (const std::exception& error) {
    return complain(host, error.what(), kInternalError);
  } catch (...) {
    return complain(host, "an error that is not a std::exception", kInternalError);
  }
}

}  // namespace ravel
