#include "tests/checker/reference/dependence.h"

#include <algorithm>

namespace ravel::reference {
namespace {

using sim::OperationKind;

bool is_failed_wait(const sim::Step& step) {
  return step.kind == OperationKind::Wait && step.outcome == sim::Outcome::TimedOut;
}

bool overlap(const Use& a, const Use& b) {
  return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

/// The release comes first, or the acquire does.
bool are_release_and_acquire_dependent(const Use& first, const Use& second) {
  const bool release_first = first.role == Role::Release;
  const Use& acquire = release_first ? second : first;
  const Use& release = release_first ? first : second;
  if (acquire.initial > 0) return acquire.rank > acquire.initial;
  return release_first ? release.rank == acquire.rank
                       : release.rank == acquire.rank + acquire.maximum;
}

bool are_permits_dependent(const Use& first, const Use& second) {
  if (first.role == Role::Observe && second.role == Role::Observe) return false;
  if (first.exposed || second.exposed) return true;
  if (first.role == Role::Observe || second.role == Role::Observe) return true;
  if (first.role != second.role) return are_release_and_acquire_dependent(first, second);
  if (first.role == Role::Release) return first.initial == 0;
  return first.rank > first.initial || second.rank > second.initial;
}

/// Putting in front of getting, or the other way round.
bool is_move_dependent(const Use& first, const Use& second) {
  if (first.partial) return true;
  if (first.role == Role::Put) return second.from < first.to && first.from < second.to;
  return first.from + second.maximum < second.to;
}

bool is_closing_dependent(const Use& closing, const Use& other) {
  if (closing.owner == other.owner) return true;
  if (other.role == Role::CloseRead || other.role == Role::CloseWrite) return false;
  if (closing.role == Role::CloseWrite)
    return other.role == Role::End || other.role == Role::Observe;
  return other.role == Role::Broken || (other.role == Role::Put && other.bare);
}

bool are_stream_uses_dependent(const Use& first, const Use& second) {
  const auto is = [&](Role a, Role b) { return first.role == a && second.role == b; };
  if (is(Role::Put, Role::Get) || is(Role::Get, Role::Put)) return is_move_dependent(first, second);
  for (const Role closing : {Role::CloseRead, Role::CloseWrite}) {
    if (first.role == closing) return is_closing_dependent(first, second);
    if (second.role == closing) return is_closing_dependent(second, first);
  }
  if (first.role == Role::Closed || second.role == Role::Closed) return false;
  const auto moves = [](const Use& use) { return use.role == Role::Put || use.role == Role::Get; };
  return moves(first) || moves(second);
}

bool are_uses_dependent(const Use& first, const Use& second) {
  if (first.thing != second.thing || first.object != second.object) return false;
  const bool writes = first.role == Role::Write || second.role == Role::Write;
  switch (first.thing) {
    case Thing::Memory:
      return writes && overlap(first, second);
    case Thing::Name:
    case Thing::Content:
      return writes;
    case Thing::Semaphore:
    case Thing::FileLock:
      return are_permits_dependent(first, second);
    case Thing::Stream:
      return are_stream_uses_dependent(first, second);
  }
  return true;
}

}  // namespace

Dependence::Dependence(const sim::Trace& trace, sim::Timeouts timeouts)
    : trace_(trace), timeouts_(timeouts), uses_(uses(trace, timeouts)) {}

std::size_t Dependence::owner_of(std::size_t process) const {
  const sim::ProcessRecord& record = trace_.processes[process];
  return record.thread == 0 ? process : record.parent;
}

bool Dependence::is_daemon_thread(std::size_t process) const {
  return trace_.processes[process].daemon && trace_.processes[process].thread != 0;
}

// Whether `step` is an ending of `process`, a process or thread.
bool Dependence::ends(const sim::Step& step, std::size_t process) const {
  const std::size_t owner = owner_of(process);
  if (step.kind == OperationKind::Kill) return step.object == owner;
  // Nobody waits for a daemon, but for the children that it starts meanwhile.
  if (step.kind == OperationKind::WaitAll)
    return is_daemon_thread(process) && owner == step.process;
  const bool ends_process =
      step.kind == OperationKind::Stop ||
      (step.kind == OperationKind::Exit && step.object == owner_of(step.process));
  if (!ends_process || step.process == process) return false;
  const std::size_t ending = owner_of(step.process);
  if (ending == owner) return true;
  return step.kind == OperationKind::Exit && owner != 0 && trace_.processes[owner].parent == ending;
}

// Somebody ends `process`; whether `step` is one that must know.
bool Dependence::concerns_end(const sim::Step& step, std::size_t process) const {
  return step.process == process || ends(step, process);
}

bool Dependence::concern_one_life(std::size_t i, std::size_t j) const {
  const sim::Step& first = trace_.steps[i];
  const sim::Step& second = trace_.steps[j];
  const auto is_about_lives = [](const sim::Step& step) {
    return step.kind == OperationKind::Exit || step.kind == OperationKind::Kill ||
           step.kind == OperationKind::Stop || step.kind == OperationKind::WaitAll;
  };
  if (!is_about_lives(first) && !is_about_lives(second)) return false;
  for (std::size_t p = 0; p < trace_.processes.size(); ++p) {
    if (ends(first, p) && concerns_end(second, p)) return true;
    if (ends(second, p) && concerns_end(first, p)) return true;
  }
  const auto fails_before_end = [&](const sim::Step& wait, const sim::Step& end) {
    return is_failed_wait(wait) && !gave_up_blindly(wait, timeouts_) &&
           end.kind == OperationKind::Exit && wait.object == end.object;
  };
  return fails_before_end(first, second) || fails_before_end(second, first);
}

bool Dependence::dependent(std::size_t i, std::size_t j) const {
  if (concern_one_life(i, j)) return true;
  return std::any_of(uses_[i].begin(), uses_[i].end(), [&](const Use& first) {
    return std::any_of(uses_[j].begin(), uses_[j].end(),
                       [&](const Use& second) { return are_uses_dependent(first, second); });
  });
}

bool Dependence::ordered(std::size_t i, std::size_t j) const {
  const sim::Step& first = trace_.steps[i];
  const sim::Step& second = trace_.steps[j];
  if (first.process == second.process) return true;
  if (first.kind == OperationKind::Spawn && first.object == second.process) return true;
  if (first.kind == OperationKind::Exit) {
    const bool waited = second.kind == OperationKind::Wait && !is_failed_wait(second);
    if (waited && first.object == second.object) return true;
    const sim::ProcessRecord& ended = trace_.processes[first.object];
    const bool waited_for_all = second.kind == OperationKind::WaitAll && first.object != 0 &&
                                !is_daemon_thread(first.object) &&
                                (second.value != sim::kThreadsOnly || ended.thread != 0);
    if (waited_for_all && ended.parent == second.process) return true;
  }
  return dependent(i, j);
}

std::vector<Clock> happens_before(const sim::Trace& trace, sim::Timeouts timeouts) {
  const Dependence dependence(trace, timeouts);
  std::vector<Clock> clocks;
  for (std::size_t j = 0; j < trace.steps.size(); ++j) {
    Clock clock(trace.processes.size(), 0);
    for (std::size_t i = 0; i < j; ++i) {
      if (!dependence.ordered(i, j)) continue;
      for (std::size_t p = 0; p < clock.size(); ++p) clock[p] = std::max(clock[p], clocks[i][p]);
    }
    ++clock[trace.steps[j].process];
    clocks.push_back(std::move(clock));
  }
  return clocks;
}

}  // namespace ravel::reference
