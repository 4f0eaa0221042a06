// The names of the strategies.
#include <string>

#include "checker/parameters.h"
#include "checker/strategy.h"

namespace ravel {

std::unique_ptr<Strategy> make_strategy(std::string_view name, std::uint64_t seed) {
  if (name == "dfs") return depth_first();
  if (name == "random") return random_walk(seed);
  throw UsageError("strategy '" + std::string(name) +
                   "' is not available; available are: dfs, random");
}

}  // namespace ravel
