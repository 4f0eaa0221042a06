#include "checker/gtest/environment.h"

#include <cstdlib>

#include "checker/cli/files.h"
#include "checker/cli/options.h"

namespace ravel {
namespace {

/// "" if it is not set.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

CheckOptions options_of_environment(const CheckOptions& options) {
  CheckOptions used = options;
  if (const std::string word = variable("RAVEL_STRATEGY"); !word.empty()) used.strategy = word;
  if (const std::string word = variable("RAVEL_EXECUTIONS"); !word.empty())
    used.executions_max = WholeNumber{"RAVEL_EXECUTIONS", 1}.parse(word);
  if (const std::string word = variable("RAVEL_TIME"); !word.empty())
    used.time_max = std::chrono::duration<double>(parse_seconds("RAVEL_TIME", word));
  if (const std::string word = variable("RAVEL_SEED"); !word.empty())
    used.seed = WholeNumber{"RAVEL_SEED"}.parse(word);
  return used;
}

std::string replay_of_environment() {
  const std::string word = variable("RAVEL_REPLAY");
  return word.starts_with('@') ? read_token(word.substr(1)) : word;
}

}  // namespace ravel
