#include "checker/optimal/history.h"

#include <algorithm>

#include "checker/optimal/situation.h"
#include "checker/optimal/spinning.h"

namespace ravel::optimal {

using sim::OperationKind;
using sim::Outcome;
using sim::ProcessId;

namespace {

// Drawing comes before everything else that is possible, so that it takes part in no race.
bool is_movable(const Event& event) noexcept {
  return event.decided && !sim::is_draw(event.action.kind);
}

}  // namespace

History::History(Cells& cells, const sim::SimulationOptions& options)
    : cells_(cells), options_(options), base_(width_) {
  last_.fill(kNone);
  start_.fill(kNone);
  end_.fill(kNone);
}

void History::cut(std::size_t steps) {
  while (events_.size() > steps) drop_last();
  while (!walls_.empty() && walls_.back().step >= steps) walls_.pop_back();
}

void History::drop_last() {
  const Event& event = events_.back();
  const auto step = static_cast<std::uint32_t>(events_.size() - 1);
  while (!races_.empty() && races_.back().second == step) {
    events_[races_.back().first].first_race = races_.back().next;
    races_.pop_back();
  }
  while (accesses_.size() > event.first_access) {
    heads_[accesses_.back().use.cell] = accesses_.back().previous;
    accesses_.pop_back();
  }
  last_[event.action.process] = event.own_previous;
  if (event.action.kind == OperationKind::Spawn) {
    start_[event.action.other] = kNone;
    --starts_[parent_[event.action.other]];
  }
  if (event.action.ends) end_[event.action.other] = kNone;
  if (event.decided) decided_.pop_back();
  decided_before_.pop_back();
  events_.pop_back();
}

void History::widen(std::size_t processes) {
  const std::size_t before = width_;
  while (width_ < processes) width_ *= 2;
  std::vector<Count> rows(events_.size() * width_, 0);
  for (std::size_t step = 0; step < events_.size(); ++step)
    std::copy_n(rows_.data() + step * before, before, rows.data() + step * width_);
  rows_ = std::move(rows);
  for (Wall& wall : walls_) wall.row.resize(width_, 0);
  base_.resize(width_);
}

void History::add(const sim::Execution& execution) {
  const auto number = static_cast<std::uint32_t>(events_.size());
  const sim::Step& step = execution.steps[number];
  if (execution.processes.size() > width_) widen(execution.processes.size());
  Event& event = events_.emplace_back([&] { return cells_.action_of(number); });
  event.decided = step.decided;
  event.own_previous = last_[step.process];
  event.first_access = static_cast<std::uint32_t>(accesses_.size());
  // The first time a condition is evaluated at once.
  if (step.kind == OperationKind::Evaluate && !awaits(event.own_previous))
    event.action.blocks = false;
  if (sim::is_memory_access(step.kind) && event.own_previous != kNone)
    event.action.blocks = add_looks(*this, event.own_previous, event.action, cells_);
  const bool first = event.own_previous == kNone;
  event.index = first ? Count{1} : static_cast<Count>(events_[event.own_previous].index + 1);
  event.killer = killer_of(execution, number);

  if (rows_.size() < (number + 1) * width_) rows_.resize((number + 1) * width_ * 2);
  decided_before_.push_back(static_cast<std::uint32_t>(decided_.size()));
  if (event.decided) decided_.push_back(number);
  begin_row(event, execution);
  follow_family(step);
  std::copy_n(row(number), width_, base_.data());
  const bool waits_for_all = event.decided && step.kind == OperationKind::WaitAll;
  const bool has_victims = event.action.stops && starts_[cells_.owner_of(step.process)] > 0;
  if (event.action.kills() || has_victims || waits_for_all) follow_victims(event);
  if (cells_.is_daemon_thread(step.process)) follow_waiting(cells_.owner_of(step.process));
  if (event.killer != kNone) follow_endings(step.process);
  if (event.action.kills()) follow_endings(event.action.other);
  if (event.action.uses_something) follow_uses(event);
  if (event.action.blocks && (event.action.uses_something || waits_for_all) &&
      (event.action.kind != OperationKind::Wait || cells_.is_daemon_thread(step.process)))
    find_enabling_races(event);
  last_[step.process] = number;
  if (event.action.ends) end_[event.action.other] = number;
}

// What ended the process or thread that takes step `number` after it was ended. One that had been
// stopped already, because another thread ended their process, can still be killed with that one,
// and then ends it in that one's place.
std::uint32_t History::killer_of(const sim::Execution& execution, std::uint32_t number) const {
  const sim::Step& step = execution.steps[number];
  const auto is_own = [&](const sim::Death& death) {
    return death.process == step.process && death.step < number;
  };
  if (std::none_of(execution.deaths.begin(), execution.deaths.end(), is_own)) return kNone;
  std::size_t last = 0;
  for (const sim::Death& death : execution.deaths)
    if (death.step < number &&
        (death.process == step.process || cells_.owner_of(death.process) == step.process))
      last = std::max(last, death.step);
  return static_cast<std::uint32_t>(last);
}

// What precedes a step whatever it does: its process's last one, or its start.
void History::begin_row(const Event& event, const sim::Execution& execution) {
  const auto number = static_cast<std::uint32_t>(events_.size() - 1);
  const ProcessId process = event.action.process;
  const std::uint32_t from = event.own_previous != kNone ? event.own_previous : start_[process];
  if (from != kNone)
    std::copy_n(row(from), width_, row(number));
  else
    std::fill_n(row(number), width_, Count{0});
  row(number)[process] = event.index;
  if (event.killer != kNone) join(event.killer);
  // Time passes when nobody can do anything else: all that was done precedes it.
  for (const std::size_t advance : execution.clock_advances) {
    if (advance != number || (!walls_.empty() && walls_.back().step == number)) continue;
    Wall wall{number, std::vector<Count>(width_, 0)};
    for (const std::uint32_t last : last_)
      if (last != kNone)
        for (std::size_t i = 0; i < width_; ++i) wall.row[i] = std::max(wall.row[i], row(last)[i]);
    walls_.push_back(std::move(wall));
  }
  if (!walls_.empty())
    for (std::size_t i = 0; i < width_; ++i)
      row(number)[i] = std::max(row(number)[i], walls_.back().row[i]);
}

inline void History::join(std::uint32_t step) noexcept {
  const Count* from = row(step);
  Count* to = row(events_.size() - 1);
  for (std::size_t i = 0; i < width_; ++i) to[i] = std::max(to[i], from[i]);
}

void History::join_end(ProcessId process) {
  if (end_[process] != kNone) join(end_[process]);
}

// Starting a process, and waiting for its end.
void History::follow_family(const sim::Step& step) {
  if (step.outcome != Outcome::Done) return;
  switch (step.kind) {
    case OperationKind::Spawn: {
      const auto child = static_cast<ProcessId>(step.object);
      start_[child] = static_cast<std::uint32_t>(events_.size() - 1);
      parent_[child] = cells_.owner_of(step.process);
      ++starts_[parent_[child]];
      return;
    }
    case OperationKind::Wait:
      if (events_.back().action.blocks) join_end(static_cast<ProcessId>(step.object));
      return;
    case OperationKind::WaitAll:
      for (std::size_t child = 0; child < width_; ++child)
        if (is_waited_for(static_cast<ProcessId>(child), events_.back().action))
          join_end(static_cast<ProcessId>(child));
      return;
    default:
      return;
  }
}

// A kill ends a process, the end of a process its children and threads: it must stay behind all
// that they did.
void History::follow_victims(const Event& event) {
  for (std::size_t victim = 0; victim < width_; ++victim)
    if (is_ending_of(event.action, static_cast<ProcessId>(victim)))
      follow_all(static_cast<ProcessId>(victim));
}

// What a daemon does matters to the wait for all others, see is_ending_of.
void History::follow_waiting(ProcessId process) {
  std::uint32_t step = last_[process];
  while (step != kNone && events_[step].action.kind != OperationKind::WaitAll)
    step = events_[step].own_previous;
  if (step != kNone && events_[step].decided) meet(events_.back(), step);
}

// Whatever else ends `process` matters to its death, and to who kills it again.
void History::follow_endings(ProcessId process) {
  for (auto step = static_cast<std::uint32_t>(events_.size() - 1); step-- > 0;)
    if (is_ending_of(events_[step].action, process)) meet(events_.back(), step);
}

// A kill matters to every step of its victim; the last one stands for those before.
void History::follow_all(ProcessId victim) {
  std::uint32_t step = last_[victim];
  if (step == kNone) return;
  while (step != kNone && !is_movable(events_[step])) step = events_[step].own_previous;
  if (step != kNone) meet(events_.back(), step);
  join(last_[victim]);
}

void History::follow_uses(Event& event) {
  const auto number = static_cast<std::uint32_t>(events_.size() - 1);
  if (heads_.size() < cells_.size()) heads_.resize(cells_.size(), kNone);
  candidates_.clear();
  for_each_use(event.action, cells_.lists(), [&](const Use& use) {
    const std::uint32_t head = heads_[use.cell];
    Access& access = accesses_.emplace_back();
    access.step = number;
    access.previous = access.previous_write = head;
    access.use = use;
    if (head != kNone && accesses_[head].use.role != Role::Write)
      access.previous_write = accesses_[head].previous_write;
    const CellKind& kind = cells_.kind(use.cell);
    if (kind.stream()) note_bytes(access);
    if (kind.semaphore()) note_permits(event, access);
    heads_[use.cell] = static_cast<std::uint32_t>(accesses_.size() - 1);
    follow_one_use(event, access);
  });
  if (event.action.more == 0) return;
  std::sort(candidates_.begin(), candidates_.end(), std::greater<>());
  for (const std::uint32_t step : candidates_) meet(event, step);
}

void History::note_bytes(Access& access) const {
  if (access.previous != kNone) access.after = accesses_[access.previous].after;
  apply(access.use, access.after);
}

// Where the semaphore stands after this use, and whether the use was foreign or loose.
void History::note_permits(Event& event, Access& access) const {
  const CellKind& kind = cells_.kind(access.use.cell);
  const ProcessId process = event.action.process;
  if (access.previous != kNone) access.after = accesses_[access.previous].after;
  access.held = held_by(process, access.use.cell);
  const bool bounded = kind.maximum < kUnbounded && kind.initial > 0;
  event.foreign = bounded && event.action.kind == OperationKind::Release && access.held <= 0;
  access.use.loose = access.after.loose || (event.foreign && access.use.role == Role::Release);
  if (access.use.cell == event.action.use.cell) event.action.use.loose = access.use.loose;
  apply(access.use, access.after);
  access.held += access.use.role == Role::Acquire ? 1 : 0;
  access.held -= access.use.role == Role::Release ? 1 : 0;
}

// Whether `use` of memory hides what came before it: the one that follows must come after it, and
// it after all of them.
inline bool covers(const Use& earlier, const Use& later) noexcept {
  return earlier.role == Role::Write && (later.mask & ~earlier.mask) == 0;
}

void History::follow_one_use(Event& event, Access& access) {
  const CellKind& kind = cells_.kind(access.use.cell);
  const ProcessId process = event.action.process;
  for (std::uint32_t at = previous_for(access.use, access); at != kNone;
       at = previous_for(access.use, accesses_[at])) {
    const Access& earlier = accesses_[at];
    if (events_[earlier.step].action.process != process && ordered(earlier, access, kind)) {
      if (event.action.more != 0)
        candidates_.push_back(earlier.step);
      else
        meet(event, earlier.step);
    }
    if (covers(earlier.use, access.use)) return;
  }
}

// `earlier` is dependent with the new step: a race, unless something between orders them.
inline void History::meet(const Event& event, std::uint32_t earlier) {
  const Event& other = events_[earlier];
  if (row(events_.size() - 1)[other.action.process] >= other.index) return;
  if (!event.action.blocks && earlier != event.killer) add_race(earlier);
  join(earlier);
}

void History::add_race(std::uint32_t first) {
  races_.push_back(
      {first, static_cast<std::uint32_t>(events_.size() - 1), events_[first].first_race, false});
  events_[first].first_race = static_cast<std::uint32_t>(races_.size() - 1);
}

// A step that had to wait: what let it happen (a release) cannot come after it, but what it waited
// for may: the latest steps without which, and without their consequences, it is possible.
void History::find_enabling_races(const Event& event) {
  const auto number = static_cast<std::uint32_t>(events_.size() - 1);
  candidates_.clear();
  for (std::uint32_t step = number; step-- > 0;) {
    const Event& other = events_[step];
    if (!is_movable(other) || other.action.process == event.action.process) continue;
    if (!before(step, number) || base_[other.action.process] >= other.index) continue;
    const auto hidden = [&](std::uint32_t found) { return before(step, found); };
    if (std::any_of(candidates_.begin(), candidates_.end(), hidden)) continue;
    if (!possible_without(step, event)) continue;
    candidates_.push_back(step);
    add_race(step);
  }
}

bool History::possible_without(std::uint32_t removed, const Event& event) const {
  const auto number = static_cast<std::uint32_t>(events_.size() - 1);
  const auto is_there = [&](std::uint32_t step) { return step < number && !before(removed, step); };
  return Situation(*this, is_there).possible(event.action, event.own_previous);
}

bool History::is_ending_of(const Action& action, ProcessId process) const noexcept {
  if (process != 0 && start_[process] == kNone) return false;
  const ProcessId owner = cells_.owner_of(process);
  if (action.kills()) return action.other == owner;
  // Nobody waits for a daemon, but for the children that it starts meanwhile.
  if (action.kind == OperationKind::WaitAll)
    return cells_.is_daemon_thread(process) && owner == cells_.owner_of(action.process);
  if (!action.stops || action.process == process) return false;
  const ProcessId ended = cells_.owner_of(action.process);
  return owner == ended || (action.ends && owner != 0 && parent_[owner] == ended);
}

bool History::ends_life_of(const Action& one, const Action& other) const noexcept {
  if (is_ending_of(one, other.process)) return true;
  return one.kills() && is_ending_of(other, one.other);
}

std::int32_t History::held_by(ProcessId process, Cell semaphore) const noexcept {
  for (std::uint32_t at = last_access(semaphore); at != kNone; at = accesses_[at].previous)
    if (events_[accesses_[at].step].action.process == process) return accesses_[at].held;
  return 0;
}

Permits History::permits_before(Cell cell, std::size_t step) const noexcept {
  std::uint32_t at = last_access(cell);
  while (at != kNone && accesses_[at].step >= step) at = accesses_[at].previous;
  return at == kNone ? Permits{} : accesses_[at].after;
}

}  // namespace ravel::optimal
