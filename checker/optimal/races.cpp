// What else could have happened in the execution that was just made: the part of the explorer that
// turns races round, and finds the alternatives of those who gave up, drew, were blocked or killed.
#include <algorithm>
#include <array>

#include "checker/optimal/explorer.h"

namespace ravel::optimal {

using sim::OperationKind;
using sim::Outcome;
using sim::ProcessId;

namespace {

// Whether such a step needs others to keep out of its way: plain memory, and what files hold.
bool is_plain(OperationKind kind) noexcept {
  return kind == OperationKind::Load || kind == OperationKind::Store ||
         (kind >= OperationKind::OpenFile && kind <= OperationKind::WriteFile);
}

}  // namespace

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
  if (race.second >= known_)
    data_race_ |=
        is_plain(history_[race.first].action.kind) || is_plain(history_[race.second].action.kind);
  if (collected_ != race.first) {
    sequence_.collect(race.first, {&race.first, 1});
    collected_ = race.first;
  } else {
    sequence_.reset();
  }
  Action last;
  if (!conclude(race, last)) return;
  if (last.unsure) {
    // Any of the steps may matter to it, and so may those that come behind in later executions.
    sequence_.finish(last, Sequence::Core::All);
    insert();
    return;
  }
  sequence_.finish(last, Sequence::Core::Past, race.second);
  race.settled = insert();
}

// What the second step would do without the first one; false if it could not happen at all.
bool Explorer::conclude(const Race& race, Action& last) {
  const Event& event = history_[race.second];
  last = event.action;
  if (event.killer != kNone && event.killer >= race.first && !sequence_.contains(event.killer))
    return false;
  return resolve(last, event.foreign, event.own_previous);
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
  // The first look at a condition is no wait.
  if (step.kind == OperationKind::Evaluate && !history_.awaits(history_[number].own_previous))
    return;
  sim::Step other = step;
  const bool gave_up = step.outcome == Outcome::TimedOut;
  other.outcome = gave_up ? Outcome::Done : Outcome::TimedOut;
  other.value = 1;
  const Action last = cells_.action_of(other);
  collected_ = kNone;
  if (gave_up) {
    const std::uint32_t own_previous = history_[number].own_previous;
    const std::array removed{number};
    if (!try_to_enable(last, own_previous, kNone, removed))
      enable(last, own_previous, kNone, number);
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
    // The races of a condition that did not hold say all about how it could have.
    if (blocked.operation.kind != OperationKind::Evaluate)
      enable(cells_.action_of(blocked.process, blocked.operation),
             history_.last_of(blocked.process), kNone, kNone);
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
  const std::uint32_t own_previous = own_last;
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
    if (step != killer && !share_a_cell(event.action, action, cells_.lists()) &&
        !history_.touches_life(action, event.action))
      continue;
    const std::array removed{step, instead == kNone ? step : instead};
    if (try_to_enable(action, own_previous, killer, removed))
      found.push_back(step);
    else
      others.push_back(step);
  }
  // Two that have nothing to do with each other, and each alone is enough to prevent it.
  for (std::size_t i = 0; i < others.size(); ++i)
    for (std::size_t k = i + 1; k < others.size(); ++k) {
      if (hidden(others[i]) || hidden(others[k]) || history_.before(others[k], others[i])) continue;
      const std::array removed{others[i], others[k], instead == kNone ? others[i] : instead};
      try_to_enable(action, own_previous, killer, removed);
    }
}

bool Explorer::try_to_enable(const Action& action, std::uint32_t own_previous, std::uint32_t killer,
                             std::span<const std::uint32_t> removed) {
  const std::uint32_t from = *std::min_element(removed.begin(), removed.end());
  sequence_.collect(from, removed);
  if (killer != kNone && (killer < from || sequence_.contains(killer))) return false;
  Action last = action;
  if (!resolve(last, is_foreign(last), own_previous)) return false;
  sequence_.finish(last, Sequence::Core::All);
  insert();
  return true;
}

}  // namespace ravel::optimal
