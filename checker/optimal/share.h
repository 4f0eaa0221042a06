// How much of the tree has been explored, while it is not known how large it is: the root stands
// for all of it, and a node hands its share down to its children in equal parts, with a reserve for
// children that may be found later. What is left of the reserve counts when the node is closed. So
// the explored share never falls, and is 1 in the end. (Knuth: Estimating the efficiency of
// backtrack programs, 1975, with a reserve because the children of a node are not known
// beforehand.)
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "sim/operation.h"

namespace ravel::optimal {

/// How many children nodes got after their first visit, on average: by the operation that the node
/// began with, and by how deep it lies.
class Reserve {
 public:
  double expected(sim::OperationKind kind, std::size_t depth) const noexcept {
    const Mean& mean = means_[place(kind, depth)];
    return (kFirstGuess + mean.sum) / (1 + mean.count);
  }

  /// A node is closed that got so many.
  void learn(sim::OperationKind kind, std::size_t depth, std::uint32_t added) noexcept {
    Mean& mean = means_[place(kind, depth)];
    mean.sum += added;
    mean.count += 1;
  }

 private:
  static constexpr double kFirstGuess = 0.5;
  static constexpr std::size_t kBands = 16;  // of depths: 0, 1, 2 to 3, 4 to 7, ...
  struct Mean {
    double sum = 0;
    double count = 0;
  };

  static std::size_t place(sim::OperationKind kind, std::size_t depth) noexcept {
    const std::size_t band = std::min<std::size_t>(std::bit_width(depth), kBands - 1);
    return static_cast<std::size_t>(kind) * kBands + band;
  }

  std::array<Mean, (static_cast<std::size_t>(sim::kLastOperationKind) + 1) * kBands> means_;
};

}  // namespace ravel::optimal
