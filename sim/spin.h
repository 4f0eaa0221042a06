// Finds processes that spin: that run through a loop which looks at shared memory and changes
// nothing, and that saw twice the same. Until something of it changes, each further iteration would
// be the same again; so the process does not go on until then.
//
// A loop that counts its tries looks alike until it is left. Before a process is made to wait, its
// loop is therefore run ahead for two thousand iterations, in no time and without a step: whoever
// leaves it by itself was no spin.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/trace.h"

namespace ravel::sim {

/// What the loop of one process has come to. Internal to sim/.
class Spin {
 public:
  /// How many iterations a loop is run ahead.
  static constexpr std::uint32_t kAhead = 2'000;

  void restart() noexcept { reads_ = limit_ = 0; }

  /// Counts a step that looked at shared memory and changed nothing. Not 0: so many such steps ago
  /// the same place saw the same. Costs a few comparisons (Brent's search for cycles).
  std::uint32_t recurs(const Operation& look) noexcept {
    ++reads_;
    const bool same = look.where.line == line_ && look.object == object_ &&
                      look.offset == offset_ && look.value == value_ && limit_ != 0;
    if (!same && reads_ <= limit_) return 0;
    return note(look, same);
  }

  /// Whether the last steps of `process` are `patience` equal iterations of `period` steps each.
  bool repeats(std::span<const Step> steps, ProcessId process, std::uint32_t period,
               std::uint32_t patience);

  /// Whether `operation` is what comes behind `ahead` further operations of the loop, and will not
  /// change anything either.
  bool expects(std::span<const Step> steps, const Operation& operation,
               std::uint32_t ahead) const noexcept;

  /// The last step of the loop, and how many an iteration has.
  std::uint32_t last() const noexcept { return own_.front(); }
  std::uint32_t period() const noexcept { return period_; }

  /// Whether somebody has changed something since the last iteration looked at it.
  bool outdated(std::span<const Step> steps) const noexcept;

  /// Remembers what the last iteration looked at.
  void watch(std::span<const Step> steps);
  bool watches(const Operation& write) const noexcept;

  std::uint32_t performed = 0;  ///< operations, ahead

 private:
  std::uint32_t note(const Operation& look, bool same) noexcept;

  struct Word {
    std::uint32_t object = 0;
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
  };

  // The look that the next ones are compared with; the distance to it doubles.
  int line_ = 0;
  std::uint32_t object_ = 0;
  std::uint32_t offset_ = 0;
  std::uint64_t value_ = 0;
  std::uint32_t reads_ = 0;  // since then
  std::uint32_t limit_ = 0;  // 0: there is none
  std::uint32_t period_ = 0;
  std::vector<std::uint32_t> own_;  // the last steps of the process, the latest first
  std::vector<Word> words_;
};

}  // namespace ravel::sim
