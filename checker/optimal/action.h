// What a step does to the things that processes share, as far as the order of steps is concerned:
// no values and no texts, only what decides whether two steps commute.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/operation.h"

namespace ravel::optimal {

/// Something that is shared: eight bytes of memory, a semaphore, a name or content of a file, ...
/// The number is the same in every execution of one exploration.
using Cell = std::uint32_t;

enum class Role : std::uint8_t {
  Read,     ///< two of them commute
  Write,    ///< commutes with nothing
  Acquire,  ///< takes a permit of a semaphore
  Release,  ///< gives one
  Observe,  ///< sees that a semaphore has none, or how many it has: commutes only with its like
};

/// One use of one cell. `mask` tells the bytes of memory; uses without a common byte commute.
struct Use {
  Cell cell = 0;
  Role role{};
  std::uint8_t mask = 0xFF;
  /// Of a semaphore: order matters here whatever the ranks are; see dependence.h.
  bool loose = false;
  bool operator==(const Use&) const = default;
};

/// Most steps use one cell or none; the other uses of those that have more stand in a list.
struct Action {
  sim::ProcessId process = 0;
  sim::OperationKind kind{};
  sim::Outcome outcome = sim::Outcome::Done;
  bool uses_something = false;
  bool blocks = false;     ///< not possible while what it takes is not there
  bool ends = false;       ///< the end of `process`, which kills its children
  os::FileMode mode{};     ///< of OpenFile
  std::uint8_t other = 0;  ///< the process that is killed, started or waited for
  Cell content = 0;        ///< of a call with a path: what was opened, moved or removed; 0: nothing
  Use use;
  std::uint32_t more = 0;  ///< number of a list of further uses; 0: none

  bool kills() const noexcept { return kind == sim::OperationKind::Kill; }
};

/// Lists of uses, each kept once: few programs have any, and those have few different ones.
class UseLists {
 public:
  UseLists() : lists_(1) {}
  const std::vector<Use>& operator[](std::uint32_t number) const { return lists_[number]; }
  std::uint32_t number_of(const std::vector<Use>& uses) {
    for (std::uint32_t i = 0; i < lists_.size(); ++i)
      if (lists_[i] == uses) return i;
    lists_.push_back(uses);
    return static_cast<std::uint32_t>(lists_.size() - 1);
  }

 private:
  std::vector<std::vector<Use>> lists_;  // the first one is empty
};

/// Calls `visit` for each use of `action`.
template <class Visit>
void for_each_use(const Action& action, const UseLists& lists, Visit visit) {
  if (!action.uses_something) return;
  visit(action.use);
  if (action.more == 0) return;
  for (const Use& use : lists[action.more]) visit(use);
}

}  // namespace ravel::optimal
