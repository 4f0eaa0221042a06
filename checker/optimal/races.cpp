// What else could have happened in the execution that was just made: the part of the explorer that
// turns races round, and finds the alternatives of those who gave up, drew, were blocked or killed.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "checker/optimal/explorer.h"
#include "checker/optimal/spinning.h"

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
  const Action& second = history_[race.second].action;
  if (last.unsure || last.outcome != second.outcome || last.use != second.use ||
      last.more != second.more) {
    // It has become another step, to which other things matter than those that came before it, or
    // any may matter.
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
  if (sim::is_draw(step.kind)) {
    for (std::uint32_t alternative = 0; alternative < step.offset; ++alternative) {
      Action last = history_[number].action;
      if (static_cast<std::uint32_t>(last.outcome) == alternative) continue;
      last.outcome = static_cast<Outcome>(alternative);
      sequence_.collect(number, {&number, 1});
      if (!complete_draw(last)) continue;
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

// What `draw` uses; false if there is no more of it behind the collected steps.
bool Explorer::complete_draw(Action& draw) {
  if (draw.kind == OperationKind::Choose) return true;
  draw.uses_something = draw.outcome != Outcome::Done;
  if (!draw.uses_something) return true;
  draw.use = {};
  draw.use.cell = cells_.budget(draw.kind);
  draw.use.role = Role::Acquire;
  return available(sequence_.permits(draw.use.cell), cells_.kind(draw.use.cell));
}

// Those who wait for ever would have gone on in another order; and so would the killed ones.
void Explorer::turn_blocked(const sim::Execution& execution) {
  collected_ = kNone;
  for (const sim::Blocked& blocked : execution.blocked)
    // The races of what was looked at in vain say all about how it could have been seen.
    if (blocked.operation.kind != OperationKind::Evaluate &&
        !sim::is_memory_access(blocked.operation.kind))
      enable(cells_.action_of(blocked.process, blocked.operation),
             history_.last_of(blocked.process), kNone, kNone);
  for (const sim::Death& death : execution.deaths) {
    if (!death.running) continue;
    std::uint32_t own_last = history_.last_of(death.process);
    while (own_last != kNone && history_[own_last].killer != kNone)
      own_last = history_[own_last].own_previous;
    const auto killer = static_cast<std::uint32_t>(death.step);
    Action action = cells_.action_of(death.process, death.operation);
    if (sim::is_memory_access(action.kind)) add_looks(history_, own_last, action, cells_);
    enable(action, own_last, killer, kNone);
    if (gives_up_anytime(death.operation, own_last)) give_up(action, killer);
  }
}

// Whether it could have given up whatever there was. The first look at a condition is no wait.
bool Explorer::gives_up_anytime(const sim::Operation& operation, std::uint32_t own_last) const {
  return options_.timeouts == sim::Timeouts::Anytime && operation.timed &&
         operation.timeout.count() > 0 &&
         (operation.kind != OperationKind::Evaluate || history_.awaits(own_last));
}

// What was killed in the middle of a wait could have given up before.
void Explorer::give_up(Action action, std::uint32_t killer) {
  action.outcome = Outcome::TimedOut;
  action.blocks = action.uses_something = false;
  action.more = 0;
  sequence_.collect(killer, {&killer, 1});
  if (ends_in_sequence(action.process)) return;
  sequence_.finish(action, Sequence::Core::All);
  insert();
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
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto behind = [&](std::uint32_t step, std::uint32_t other) {
    return step == other || history_.before(step, other);
  };
  const auto pair_hidden = [&](std::uint32_t one, std::uint32_t other) {
    return std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) {
      return (behind(one, pair.first) && behind(other, pair.second)) ||
             (behind(one, pair.second) && behind(other, pair.first));
    });
  };
  for (std::size_t i = 0; i < others.size(); ++i)
    for (std::size_t k = i + 1; k < others.size(); ++k) {
      if (hidden(others[i]) || hidden(others[k]) || history_.before(others[k], others[i])) continue;
      if (pair_hidden(others[i], others[k])) continue;
      const std::array removed{others[i], others[k], instead == kNone ? others[i] : instead};
      if (try_to_enable(action, own_previous, killer, removed))
        pairs.emplace_back(others[i], others[k]);
    }
}

// Whether one of the collected steps ends `process`: there may be more than the one that did.
bool Explorer::ends_in_sequence(ProcessId process) const {
  for (std::uint32_t step = sequence_.from(); step < history_.size(); ++step) {
    const Action& action = history_[step].action;
    if (action.kind != OperationKind::WaitAll && sequence_.contains(step) &&
        history_.is_ending_of(action, process))
      return true;
  }
  return false;
}

bool Explorer::try_to_enable(const Action& action, std::uint32_t own_previous, std::uint32_t killer,
                             std::span<const std::uint32_t> removed) {
  const std::uint32_t from = *std::min_element(removed.begin(), removed.end());
  sequence_.collect(from, removed);
  if (killer != kNone && (killer < from || ends_in_sequence(action.process))) return false;
  Action last = action;
  if (!resolve(last, is_foreign(last), own_previous)) return false;
  sequence_.finish(last, Sequence::Core::All);
  // Of two removed steps, one may have nothing to do with it: then what follows that step covers
  // it.
  if (!sequence_.begins_with(history_[from].action, false).possible) insert();
  return true;
}

}  // namespace ravel::optimal
