// How the loop decides who goes next: it asks a chooser, or follows a path.
#include <algorithm>

#include "sim/loop.h"
#include "sim/slot.h"

namespace ravel::sim {

bool Loop::conclude() {
  const auto alive = [](const ProcessState& state) { return !state.ended; };
  const bool anybody = std::any_of(kernel_.processes().begin(), kernel_.processes().end(), alive);
  ending_ = !anybody ? Ending::Finished : spinning_.empty() ? Ending::Deadlock : Ending::Livelock;
  return false;
}

bool Loop::ask() {
  if (!drawing_.empty()) {
    const auto process = static_cast<ProcessId>(drawing_.first());
    const auto count = static_cast<std::uint32_t>(mischief_.alternatives(*pending_[process]));
    return ask_among(Choices::alternatives(process, count, pending_, execution_.steps));
  }
  do {
    Choices choices({ready_, {}, {}, pending_, last_, &execution_.steps});
    conditional_.for_each([&](std::size_t id) {
      const Ways ways = ways_of(static_cast<ProcessId>(id));
      choices.allow(id, ways.done, ways.timed_out);
    });
    if (!choices.enabled().empty()) return ask_among(choices);
  } while (advance_clock());
  return conclude();
}

bool Loop::ask_among(const Choices& choices) {
  const std::size_t count = choices.count();
  const std::size_t chosen = count == 1 ? 0 : chooser_->choose(choices);
  if (chosen >= count) {
    ending_ = Ending::Stopped;
    return false;
  }
  take(choices[chosen], choices.enabled(), count > 1);
  return true;
}

// How a process could perform its pending conditional operation now.
Loop::Ways Loop::ways_of(ProcessId process) const {
  const Operation& operation = *pending_[process];
  const bool done = kernel_.enabled(process, operation);
  if (!operation.timed) return {done, false};
  // Waiting no time at all takes no time; POSIX: a timed wait that can succeed does not time out.
  if (operation.timeout.count() <= 0) return {done, !done};
  if (options_.clock == Clock::Virtual) return {done, !done && slots_[process]->deadline <= time_};
  const bool anytime = options_.timeouts == Timeouts::Anytime;
  return {done, anytime || (!done && options_.timeouts == Timeouts::Unavailable)};
}

// Time passes only when nobody can do anything else. False when nobody waits for it either.
bool Loop::advance_clock() {
  if (options_.clock != Clock::Virtual) return false;
  constexpr auto kNever = std::chrono::nanoseconds::max();
  auto next = kNever;
  conditional_.for_each([&](std::size_t id) {
    if (pending_[id]->timed) next = std::min(next, slots_[id]->deadline);
  });
  if (next == kNever) return false;
  time_ = next;
  execution_.clock_advances.push_back(steps_);
  return true;
}

// The decision without anybody who is asked: the path, and then the running process first.
bool Loop::follow() {
  Transition next;
  const bool guided = decisions_ < path_.size();
  if (!drawing_.empty()) {
    // Drawing cannot wait: a draw that the path does not know of is none of its decisions.
    next = {static_cast<ProcessId>(drawing_.first()), Outcome::Done};
    if (guided && path_[decisions_].process == next.process) next = path_[decisions_++];
    if (static_cast<std::uint64_t>(next.outcome) >= mischief_.alternatives(*pending_[next.process]))
      return diverge();
  } else if (guided) {
    next = path_[decisions_++];
    if (!is_possible(next) && !(advance_clock() && is_possible(next))) return diverge();
  } else if (!pick(next) && !(advance_clock() && pick(next))) {
    return conclude();
  }
  take(next, {}, false);
  return true;
}

bool Loop::diverge() {
  execution_.diverged = true;
  ending_ = Ending::Stopped;
  return false;
}

bool Loop::is_possible(Transition transition) const {
  const ProcessId process = transition.process;
  if (ready_.contains(process)) return transition.outcome == Outcome::Done;
  if (!conditional_.contains(process)) return false;
  const Ways ways = ways_of(process);
  return transition.outcome == Outcome::Done ? ways.done : ways.timed_out;
}

// The process that went last goes on, else the first one that can.
bool Loop::pick(Transition& transition) const {
  if (ready_.contains(last_)) {
    transition = {last_, Outcome::Done};
    return true;
  }
  const auto can_go = [&](std::size_t id) {
    const Ways ways = ways_of(static_cast<ProcessId>(id));
    if (!ways.done && !ways.timed_out) return false;
    transition = {static_cast<ProcessId>(id), ways.done ? Outcome::Done : Outcome::TimedOut};
    return true;
  };
  if (conditional_.contains(last_) && can_go(last_)) return true;
  const std::size_t first_ready = ready_.empty() ? kProcessesMax : ready_.first();
  bool found = false;
  conditional_.for_each([&](std::size_t id) {
    if (!found && id < first_ready) found = can_go(id);
  });
  if (found) return true;
  if (first_ready == kProcessesMax) return false;
  transition = {static_cast<ProcessId>(first_ready), Outcome::Done};
  return true;
}

}  // namespace ravel::sim
