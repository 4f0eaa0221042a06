#include "checker/detectors/race_scan.h"

#include <algorithm>
#include <tuple>

namespace ravel {
namespace {

using sim::OperationKind;

auto place(const Access& access) {
  return std::tuple(access.file, access.object);
}

bool conflict(const Access& one, const Access& other) {
  if (one.process == other.process || !(one.writes || other.writes)) return false;
  // Appending is one step each, and atomic accesses are made for this.
  if (one.atomic && other.atomic) return false;
  return one.begin < other.end && other.begin < one.end;
}

std::optional<Access> memory_access(const sim::Step& step, std::uint32_t number) {
  if (!sim::is_memory_access(step.kind)) return {};
  const bool loads = step.kind == OperationKind::Load || step.kind == OperationKind::AtomicLoad;
  const bool plain = step.kind == OperationKind::Load || step.kind == OperationKind::Store;
  return Access{number, step.process, false,       !loads,
                !plain, step.object,  step.offset, step.offset + step.size};
}

std::optional<Access> file_access(const sim::Step& step, std::uint32_t number,
                                  const std::vector<bool>& appends) {
  if (step.error != 0) return {};
  Access access{number, step.process, true, true, false, step.content & ~sim::kCreated, 0, 1};
  switch (step.kind) {
    case OperationKind::OpenFile:
      // Whoever opens to write has made the file empty.
      if (step.offset == static_cast<std::uint32_t>(os::FileMode::Write)) return access;
      return {};
    case OperationKind::ReadFile:
      access.writes = false;
      return access;
    case OperationKind::WriteFile:
      access.atomic = step.offset < appends.size() && appends[step.offset];
      return access;
    default:
      return {};
  }
}

}  // namespace

void RaceScan::collect(const sim::Execution& execution) {
  accesses_.clear();
  appends_.clear();
  for (std::uint32_t number = 0; number < execution.steps.size(); ++number) {
    const sim::Step& step = execution.steps[number];
    if (step.kind == OperationKind::OpenFile && step.error == 0) {
      if (step.value >= appends_.size()) appends_.resize(step.value + 1);
      appends_[step.value] = step.offset == static_cast<std::uint32_t>(os::FileMode::Append);
    }
    std::optional<Access> access = memory_access(step, number);
    if (!access) access = file_access(step, number, appends_);
    if (access) accesses_.push_back(*access);
  }
  std::ranges::sort(accesses_, {}, [](const Access& it) {
    return std::tuple_cat(place(it), std::tuple(it.process, it.step));
  });
}

// Whether two processes use one thing at all, and one of them changes it: most executions need no
// clocks to see that they are free of races.
bool RaceScan::shared_by_conflict() const {
  for (std::size_t i = 1; i < accesses_.size(); ++i)
    if (place(accesses_[i - 1]) == place(accesses_[i]) &&
        accesses_[i - 1].process != accesses_[i].process)
      return true;
  return false;
}

std::optional<RacingPair> RaceScan::first_pair(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end; ++i)
    for (std::size_t k = i + 1; k < end; ++k) {
      const Access& one = accesses_[i];
      const Access& other = accesses_[k];
      if (!conflict(one, other)) continue;
      const auto [earlier, later] = std::minmax(one.step, other.step);
      if (!synchronisation_.ordered(earlier, later)) return RacingPair{one, other};
    }
  return {};
}

const std::vector<RacingPair>& RaceScan::scan(const sim::Execution& execution,
                                              const std::vector<Limits>& limits) {
  pairs_.clear();
  collect(execution);
  if (!shared_by_conflict()) return pairs_;
  synchronisation_.follow(execution, limits);
  for (std::size_t begin = 0; begin < accesses_.size();) {
    std::size_t end = begin;
    while (end < accesses_.size() && place(accesses_[end]) == place(accesses_[begin])) ++end;
    if (const auto pair = first_pair(begin, end)) pairs_.push_back(*pair);
    begin = end;
  }
  return pairs_;
}

}  // namespace ravel
