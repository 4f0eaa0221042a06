// A command line without a process: two small scenarios, streams to look into, a fake real system.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "checker/cli/command_line.h"

namespace ravel {

/// What one call of the command line left behind.
struct Said {
  int status = 0;
  std::string out;
  std::string err;
};

inline void observe_one(os::Os& os, const Parameters& with) {
  os.observe("n", with["n"]);
}
inline void break_down(os::Os&, const Parameters&) {
  os::expect(false, "it broke");
}

inline std::vector<Scenario> two_scenarios() {
  Scenario calm;
  calm.name = "calm";
  calm.group = "examples";
  calm.summary = "Observes its parameter";
  calm.parameters = {
      {"n", "how many", 10, 2, 1, 100},
      {"loud", "whether to tell", 0, 0, 0, 1, ParameterType::Boolean},
  };
  calm.body = observe_one;
  Scenario broken;
  broken.name = "broken";
  broken.group = "examples";
  broken.summary = "Fails an assertion";
  broken.body = break_down;
  broken.expected = {FindingKind::Assertion};
  return {calm, broken};
}

class Console {
 public:
  Runner runner;
  std::vector<Scenario> scenarios = two_scenarios();
  std::function<std::function<bool()>()> watch_interrupts;

  Said say(const std::vector<std::string>& arguments) const {
    std::ostringstream out;
    std::ostringstream err;
    const Host host{.out = out,
                    .err = err,
                    .err_is_terminal = false,
                    .colour = false,
                    .program = "ravel",
                    .runner = runner,
                    .watch_interrupts = watch_interrupts,
                    .peak_rss_bytes = [] { return std::uint64_t{4096}; }};
    const int status = command_line(arguments, scenarios, host);
    return {status, out.str(), err.str()};
  }
};

}  // namespace ravel
