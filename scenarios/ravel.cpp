// The `ravel` program: the command line of ravel_main, whose `main` asks ravel_scenarios (see
// scenarios/registry.cpp) what there is. Nothing else is its own.
#include "scenarios/main/main.h"
