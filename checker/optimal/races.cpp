// What else could have happened in the execution that was just made: the part of the explorer that
// turns races round, and finds the alternatives of those who gave up, drew, were blocked or killed.
#include <algorithm>
#include <array>

#include "checker/optimal/explorer.h"

namespace ravel::optimal {

using sim::OperationKind;
using sim::Outcome;
using sim::ProcessId;

void Explorer::turn_races(const sim::Execution& execution) {
  for (std::uint32_t step = 0; step < history_.size(); ++step) {
    for (auto number = history_[step].first_race; number != kNone;
         number = history_.race(number).next) {
      Race& race = history_.race(number);
      if (!race.settled) turn(race);
    }
    turn_alternatives(execution.steps[step], step);
  }
}

void Explorer::turn(Race& race) {
  if (collected_ != race.first) {
    sequence_.collect(race.first, {&race.first, 1});
    collected_ = race.first;
  } else {
    sequence_.reset();
  }
  Action last;
  if (!conclude(race, last)) return;
  sequence_.finish(last, Sequence::Core::Past, race.second);
  race.settled = insert();
}

// What the second step would do without the first one; false if it could not happen at all.
bool Explorer::conclude(const Race& race, Action& last) {
  const Event& event = history_[race.second];
  last = event.action;
  if (event.killer != kNone && event.killer >= race.first && !sequence_.contains(event.killer))
    return false;
  return resolve(last, event.foreign);
}

// What comes of `last` behind the collected steps; false if it is not possible there.
bool Explorer::resolve(Action& last, bool foreign) {
  if (last.kind == OperationKind::OpenFile) {
    cells_.find(last, content_behind(last.use.cell));
    return true;
  }
  if (last.kind == OperationKind::WaitAll) return have_ended(last.process);
  if (last.kind == OperationKind::Wait) {
    last.outcome = has_ended(last.other) ? Outcome::Done : Outcome::TimedOut;
    return last.outcome == Outcome::Done || !last.blocks;
  }
  if (!last.uses_something || !cells_.kind(last.use.cell).semaphore) return true;
  const CellKind& kind = cells_.kind(last.use.cell);
  const Permits permits = sequence_.permits(last.use.cell);
  if (last.kind == OperationKind::Acquire || last.kind == OperationKind::LockFile) {
    const bool there = available(permits, kind);
    if (!there && last.blocks) return false;
    last.use.role = there ? Role::Acquire : Role::Observe;
    last.outcome = there ? Outcome::Done : Outcome::TimedOut;
  }
  if (last.kind == OperationKind::Release) {
    const bool room = kind.initial + permits.released - permits.acquired < kind.maximum;
    last.use.role = room ? Role::Release : Role::Observe;
  }
  last.use.loose = permits.loose || (foreign && last.use.role == Role::Release);
  return true;
}

// What the name stands for when the sequence comes to its last step; 0: nothing.
Cell Explorer::content_behind(Cell name) const {
  for (auto at = history_.last_access(name); at != kNone; at = history_.access(at).previous) {
    const Access& access = history_.access(at);
    const bool there = access.step < sequence_.from() || sequence_.contains(access.step);
    if (!there || access.use.role != Role::Write) continue;
    const Action& action = history_[access.step].action;
    if (action.content == 0) continue;
    const bool goes = action.kind == OperationKind::RemoveFile ||
                      (action.kind == OperationKind::RenameFile && action.use.cell == name);
    return goes ? 0 : action.content;
  }
  return 0;
}

// Whether `process` has ended when the sequence comes to its last step.
bool Explorer::has_ended(ProcessId process) const {
  const std::uint32_t end = history_.end_of(process);
  return end != kNone && (end < sequence_.from() || sequence_.contains(end));
}

bool Explorer::have_ended(ProcessId parent) const {
  for (std::size_t child = 1; child < history_.width(); ++child) {
    const auto id = static_cast<ProcessId>(child);
    if (history_.start_of(id) != kNone && history_.parent_of(id) == parent && !has_ended(id))
      return false;
  }
  return true;
}

// The other alternatives of a data choice, and of one who could have given up or not.
void Explorer::turn_alternatives(const sim::Step& step, std::uint32_t number) {
  if (step.kind == OperationKind::Choose) {
    for (std::uint32_t alternative = 0; alternative < step.offset; ++alternative) {
      Action last = history_[number].action;
      if (static_cast<std::uint32_t>(last.outcome) == alternative) continue;
      last.outcome = static_cast<Outcome>(alternative);
      sequence_.collect(number, {&number, 1});
      sequence_.finish(last, Sequence::Core::Nothing);
      insert();
    }
    collected_ = kNone;
    return;
  }
  if (!step.waited || !step.decided || options_.timeouts != sim::Timeouts::Anytime) return;
  sim::Step other = step;
  const bool gave_up = step.outcome == Outcome::TimedOut;
  other.outcome = gave_up ? Outcome::Done : Outcome::TimedOut;
  other.value = 1;
  const Action last = cells_.action_of(other);
  collected_ = kNone;
  if (gave_up) {
    const std::array removed{number};
    if (!try_to_enable(last, kNone, removed))
      enable(last, history_[number].own_previous, kNone, number);
    return;
  }
  sequence_.collect(number, {&number, 1});
  sequence_.finish(last, Sequence::Core::Nothing);
  insert();
}

// Those who wait for ever would have gone on in another order; and so would the killed ones.
void Explorer::turn_blocked(const sim::Execution& execution) {
  collected_ = kNone;
  for (const sim::Blocked& blocked : execution.blocked)
    enable(cells_.action_of(blocked.process, blocked.operation), history_.last_of(blocked.process),
           kNone, kNone);
  for (const sim::Death& death : execution.deaths) {
    if (!death.running) continue;
    std::uint32_t own_last = history_.last_of(death.process);
    while (own_last != kNone && history_[own_last].killer != kNone)
      own_last = history_[own_last].own_previous;
    enable(cells_.action_of(death.process, death.operation), own_last,
           static_cast<std::uint32_t>(death.step), kNone);
  }
}

// Finds the steps without which `action`, that did not happen, is possible. `own_last` is the last
// step of its process, `killer` what ended that, `instead` the step that happened in its place.
void Explorer::enable(const Action& action, std::uint32_t own_last, std::uint32_t killer,
                      std::uint32_t instead) {
  if (own_last == kNone) own_last = history_.start_of(action.process);
  std::vector<std::uint32_t> found;
  std::vector<std::uint32_t> others;
  const auto hidden = [&](std::uint32_t step) {
    return std::any_of(found.begin(), found.end(),
                       [&](std::uint32_t later) { return history_.before(step, later); });
  };
  for (auto step = static_cast<std::uint32_t>(history_.size()); step-- > 0;) {
    const Event& event = history_[step];
    if (!event.decided || event.action.process == action.process || hidden(step)) continue;
    if (own_last != kNone && history_.before(step, own_last)) continue;
    const bool shares = event.action.uses_something && action.uses_something &&
                        event.action.use.cell == action.use.cell;
    if (step != killer && !shares) continue;
    const std::array removed{step, instead == kNone ? step : instead};
    if (try_to_enable(action, killer, removed))
      found.push_back(step);
    else
      others.push_back(step);
  }
  // Two that have nothing to do with each other, and each alone is enough to prevent it.
  for (std::size_t i = 0; i < others.size(); ++i)
    for (std::size_t k = i + 1; k < others.size(); ++k) {
      if (hidden(others[i]) || hidden(others[k]) || history_.before(others[k], others[i])) continue;
      const std::array removed{others[i], others[k], instead == kNone ? others[i] : instead};
      try_to_enable(action, killer, removed);
    }
}

// Whether a release that did not happen would have been of something that its process does not
// hold.
bool Explorer::is_foreign(const Action& action) const {
  if (action.kind != OperationKind::Release) return false;
  const CellKind& kind = cells_.kind(action.use.cell);
  return kind.initial > 0 && kind.maximum < kUnbounded &&
         history_.held_by(action.process, action.use.cell) <= 0;
}

bool Explorer::try_to_enable(const Action& action, std::uint32_t killer,
                             std::span<const std::uint32_t> removed) {
  const std::uint32_t from = *std::min_element(removed.begin(), removed.end());
  sequence_.collect(from, removed);
  if (killer != kNone && (killer < from || sequence_.contains(killer))) return false;
  Action last = action;
  if (!resolve(last, is_foreign(last))) return false;
  sequence_.finish(last, Sequence::Core::All);
  insert();
  return true;
}

}  // namespace ravel::optimal
