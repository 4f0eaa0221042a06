// What damaged tokens are made for: two small scenarios, and the question whether a text is refused
// as it should be. Only functions that everybody may call; nothing of how a token is laid out.
#pragma once

#include <string>
#include <string_view>

#include "checker/check.h"
#include "checker/token.h"
#include "primitives/all.h"

namespace ravel::fuzz {

inline void take_two(os::Os&, Lock one, Lock other) {
  const auto first = one.hold();
  const auto second = other.hold();
}

/// A deadlock of two processes, with a parameter, so that a token of it has everything.
inline Scenario crossed_locks() {
  Scenario scenario;
  scenario.name = "crossed-locks";
  scenario.group = "fuzz";
  scenario.parameters = {{"n", "how many tries", 1, 1, 0, 3}};
  scenario.body = [](os::Os& os, const Parameters& with) {
    Lock one(os);
    Lock other(os);
    for (std::int64_t i = 0; i < with["n"]; ++i) {
      Process there(os, take_two, one, other);
      Process back(os, take_two, other, one);
      there.start();
      back.start();
      there.join();
      back.join();
    }
  };
  return scenario;
}

/// A token that `ravel check` would print.
inline std::string valid_token() {
  const CheckResult result =
      check(crossed_locks(), Parameters::parse(crossed_locks().parameters, Purpose::Check, {}), {});
  return result.findings.at(0).token;
}

/// What becomes of `text`: the message of its refusal, or "" if it was replayed. Anything else
/// leaves as an exception, or ends the program.
inline std::string refusal(std::string_view text) {
  try {
    if (scenario_of_token(text) != crossed_locks().name) return "of another scenario";
    replay(crossed_locks(), text);
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

}  // namespace ravel::fuzz
