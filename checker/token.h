// A token names one execution of one scenario, so that anybody with the same program can repeat it:
// "ravel1:<scenario>:<base64url>". The coded part holds the number of its format, the parameters,
// the options that matter, the schedule with its labels and a checksum.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/schedule.h"
#include "sim/simulation.h"

namespace ravel {

struct Token {
  std::string scenario;
  std::vector<std::string> assignments;  ///< "name=value" for every parameter
  std::uint64_t seed = 1;
  std::uint32_t steps_max = 0;
  bool exits_are_choices = false;
  sim::Timeouts timeouts = sim::Timeouts::Unavailable;
  sim::Clock clock = sim::Clock::Any;
  std::uint32_t kills = 0;
  std::uint32_t faults = 0;
  std::uint32_t spin_patience = sim::kSpinPatience;
  Schedule schedule;
  bool operator==(const Token&) const = default;
};

std::string encode(const Token& token);

/// How to simulate the execution that `token` names; and the other way round, for an execution that
/// was made with `options`.
sim::SimulationOptions simulation_options(const Token& token);
void set_options(Token& token, const sim::SimulationOptions& options);

/// Throws UsageError, with the reason, for a text that `encode` did not make.
Token decode_token(std::string_view text);

}  // namespace ravel
