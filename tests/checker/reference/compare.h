// An explorer against plain depth-first search, on one program: whatever it leaves out, repeats or
// gets wrong is told, with a program as small as can be that still shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/checker/reference/explore.h"
#include "tests/checker/reference/program.h"

namespace ravel::reference {

/// What is wrong with `explored` if `every_interleaving` is right: a class that is missing, that
/// does not exist, that was explored twice, that left something else to be seen; blocked
/// executions. Nothing if it is optimal.
std::optional<std::string> disagreement(const Exploration& every_interleaving,
                                        const Exploration& explored);

struct Comparison {
  bool skipped = false;  ///< the program has more interleavings than `executions_max`
  std::uint64_t interleavings = 0;
  std::uint64_t classes = 0;
  std::string complaint;  ///< empty: they agree
};

/// Compares `explorer` with depth-first search, and the relation with itself: the executions of a
/// class leave the same to be seen, and there are as many as it has linear extensions. A complaint
/// is about the smallest program that was found, and contains its source.
Comparison compare(const Program& program, const Explorer& explorer, const Setting& setting = {});

/// `count` seeds from `first` on.
struct Seeds {
  std::uint64_t first = 1;
  std::uint64_t count = 0;
};

struct Fuzzed {
  std::uint64_t compared = 0;
  std::uint64_t skipped = 0;
  std::uint64_t interleavings = 0;
  std::uint64_t classes = 0;
  std::string complaint;  ///< of the first program that showed something, with its seed
};

/// Compares `explorer` with depth-first search on random programs.
Fuzzed fuzz(const Explorer& explorer, Seeds seeds, const Setting& setting);

}  // namespace ravel::reference
