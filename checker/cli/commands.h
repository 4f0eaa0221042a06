// The commands, one function each. They take the words after the command's name, return the exit
// status and throw: UsageError for a mistake of the user, anything else for an error of our own.
#pragma once

#include <span>
#include <string>

#include "checker/cli/host.h"
#include "checker/scenario.h"

namespace ravel {

using Arguments = std::span<const std::string>;
using Scenarios = std::span<const Scenario>;

enum ExitStatus : int {
  kNoFinding = 0,
  kFinding = 1,
  kUsage = 2,
  kInternalError = 3,
  kLimitReached = 4,
  kDiverged = 5,
  kTimedOut = 124,
  kInterrupted = 130,
};

int list_command(Arguments arguments, Scenarios scenarios, const Host& host);
int run_command(Arguments arguments, Scenarios scenarios, const Host& host);
int check_command(Arguments arguments, Scenarios scenarios, const Host& host);
int conform_command(Arguments arguments, Scenarios scenarios, const Host& host);
int replay_command(Arguments arguments, Scenarios scenarios, const Host& host);

}  // namespace ravel
