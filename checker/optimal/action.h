// What a step does to the things that processes share, as far as the order of steps is concerned:
// no values and no texts, only what decides whether two steps commute.
#pragma once

#include <cstdint>
#include <optional>
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
  Observe,  ///< sees that a semaphore has none, or how many; what of a stream is there

  // Of streams, see stream_dependence.h.
  Get,         ///< takes bytes
  Put,         ///< gives bytes
  End,         ///< finds that nobody can put any more
  Broken,      ///< finds that nobody can get any more
  Closed,      ///< finds that another thread of its process has closed the end
  CloseRead,   ///< one process less can get
  CloseWrite,  ///< one process less can put; `mask` of both is the side
  Inherit,     ///< one process more can: of `mask`, kReadSide or kWriteSide
};

/// The role of who closes a side, kReadSide or kWriteSide.
inline Role closing_of(std::uint64_t side) noexcept {
  return side == sim::kReadSide ? Role::CloseRead : Role::CloseWrite;
}

/// One use of one cell.
struct Use {
  Cell cell = 0;
  Role role{};
  std::uint8_t mask = 0xFF;  ///< bytes of memory: uses without a common one commute
  bool loose = false;        ///< of a semaphore: the order matters always; see dependence.h
  bool changing = false;     ///< of memory: it became another one
  bool bare = false;         ///< Put: its process could not get this itself
  sim::ProcessId owner = 0;  ///< of a stream: the process that the thread belongs to
  std::uint32_t amount = 0;  ///< Get, Put: bytes
  std::uint32_t wanted = 0;  ///< Get, Put: bytes that there could have been
  bool operator==(const Use&) const = default;

  bool partial() const noexcept { return amount < wanted; }
};

/// Most steps use one cell or none; the other uses of those that have more stand in a list.
struct Action {
  sim::ProcessId process = 0;
  sim::OperationKind kind{};
  sim::Outcome outcome = sim::Outcome::Done;
  bool uses_something = false;
  bool blocks = false;     ///< not possible while what it takes is not there
  bool ends = false;       ///< the end of `other`; if that is a process, its children die with it
  bool stops = false;      ///< the other threads of its process, because that ends
  bool awaits = false;     ///< a condition that does not hold: its process waits for a change
  std::uint8_t spins = 0;  ///< not 0: so many steps were a spin, of which its process waits, too
  bool unsure = false;     ///< what it reads, and so what it depends on, is not known
  bool threads_only = false;  ///< of WaitAll: not for children
  os::FileMode mode{};        ///< of OpenFile
  std::uint8_t other = 0;     ///< the process that is killed, started, waited for or ended
  Cell content = 0;  ///< of a call with a path: what was opened, moved or removed; 0: nothing
  Use use;
  std::uint32_t more = 0;  ///< number of a list of further uses; 0: none

  bool kills() const noexcept { return kind == sim::OperationKind::Kill; }

  /// Whether it can matter to steps of others without a cell that both use.
  bool concerns_lives() const noexcept {
    return stops || kills() || kind == sim::OperationKind::WaitAll;
  }
};

/// Lists of uses, each kept once: few programs have any, and those have few different ones.
class UseLists {
 public:
  UseLists() : lists_(1) {}
  const std::vector<Use>& operator[](std::uint32_t number) const { return lists_[number]; }
  std::optional<std::uint32_t> find(const std::vector<Use>& uses) const {
    for (std::uint32_t i = 0; i < lists_.size(); ++i)
      if (lists_[i] == uses) return i;
    return {};
  }
  std::uint32_t add(const std::vector<Use>& uses) {
    lists_.push_back(uses);
    return static_cast<std::uint32_t>(lists_.size() - 1);
  }
  std::size_t size() const { return lists_.size(); }

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

/// Whether both use the same cell in some way.
inline bool share_a_cell(const Action& one, const Action& other, const UseLists& lists) {
  bool shared = false;
  for_each_use(one, lists, [&](const Use& use) {
    for_each_use(other, lists, [&](const Use& its) { shared = shared || use.cell == its.cell; });
  });
  return shared;
}

/// Whether they may not commute because it is not known what one of them reads.
inline bool clash_unsurely(const Action& one, const Action& other) noexcept {
  const auto writes = [](const Action& action) {
    return sim::is_memory_access(action.kind) && action.use.role == Role::Write;
  };
  return (one.unsure && writes(other)) || (other.unsure && writes(one));
}

}  // namespace ravel::optimal
