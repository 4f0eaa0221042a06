// The `ravel` program: the command line of ravel_main over the scenarios of this folder. `main` is
// in ravel_main, which asks `scenarios()` what there is.
#include "scenarios/registry.h"

namespace ravel {

// A linker takes from a library what it already misses, and nobody before ravel_main misses the
// list of scenarios.
[[gnu::used]] std::vector<Scenario> (*const kScenariosOfThisProgram)() = &scenarios;

}  // namespace ravel
