#include "checker/strategies/follow.h"

#include <utility>

namespace ravel {
namespace {

using sim::OperationKind;
using sim::Outcome;
using sim::ProcessId;

std::string key(const ScheduledStep& step) {
  return step.process + " " + std::string(sim::name(step.kind)) + " " + step.object;
}

}  // namespace

Follow::Follow(Schedule schedule) : schedule_(std::move(schedule)) {}

const sim::Execution& Follow::execute(sim::Simulation& simulation, const sim::Body& body) {
  simulation_ = &simulation;
  position_ = steps_seen_ = 0;
  left_.clear();
  for (const ScheduledStep& step : schedule_) ++left_[key(step)];
  added_.clear();
  difference_.reset();
  const sim::Execution& execution = simulation.run(body, *this);
  catch_up(execution.steps);
  const bool over =
      execution.ending == sim::Ending::Finished || execution.ending == sim::Ending::Deadlock;
  if (over && !difference_ && position_ < schedule_.size())
    difference_ = {execution.steps.size(), position_, {}};
  return execution;
}

std::size_t Follow::choose(const sim::Choices& choices) {
  catch_up(choices.steps());
  if (difference_) return choices.count();
  if (choices.draws()) return draw(choices);
  if (position_ < schedule_.size()) {
    if (const auto index = wanted(choices)) return *index;
    if (difference_) return choices.count();
  }
  if (const auto index = added_one(choices)) return *index;
  return give_up(choices, {});
}

// The transition that the schedule has next, or one on the way of its process there.
std::optional<std::size_t> Follow::wanted(const sim::Choices& choices) {
  const ScheduledStep& next = schedule_[position_];
  const sim::Inspection now(*simulation_);
  std::optional<ProcessId> process;
  choices.enabled().for_each([&](std::size_t id) {
    if (now.path_of(static_cast<ProcessId>(id)) == next.process)
      process = static_cast<ProcessId>(id);
  });
  if (!process) return {};
  const ScheduledStep its = pending(choices, *process);
  if (!fits(its)) {
    if (is_added(its)) return choices.index_of(*process);
    give_up(choices, its);
    return {};
  }
  const std::size_t first = choices.index_of(*process);
  for (std::size_t i = first; i < first + choices.ways(*process); ++i)
    if (choices[i].outcome == next.outcome) return i;
  ScheduledStep other = its;
  other.outcome = choices[first].outcome;
  give_up(choices, other);
  return {};
}

// Somebody's step that the schedule does not know: of the one who went last, or else the first.
std::optional<std::size_t> Follow::added_one(const sim::Choices& choices) const {
  std::optional<ProcessId> found;
  choices.enabled().for_each([&](std::size_t id) {
    const auto process = static_cast<ProcessId>(id);
    if (found && process != choices.last()) return;
    if (is_added(pending(choices, process))) found = process;
  });
  if (!found) return {};
  return choices.index_of(*found);
}

std::size_t Follow::draw(const sim::Choices& choices) {
  const ScheduledStep its = label(choices.last(), choices.pending(choices.last()).kind, 0, 0);
  if (position_ < schedule_.size() && fits(its)) {
    const auto alternative = static_cast<std::size_t>(schedule_[position_].outcome);
    return alternative < choices.count() ? alternative : give_up(choices, its);
  }
  return is_added(its) ? 0 : give_up(choices, its);
}

std::optional<std::size_t> Follow::position() const {
  if (position_ == schedule_.size()) return {};
  return position_;
}

std::size_t Follow::give_up(const sim::Choices& choices, std::optional<ScheduledStep> came) {
  difference_ = {choices.steps().size(), position(), std::move(came)};
  return choices.count();
}

void Follow::catch_up(const std::vector<sim::Step>& steps) {
  for (; steps_seen_ < steps.size() && !difference_; ++steps_seen_)
    if (steps[steps_seen_].decided) account_for(steps[steps_seen_]);
}

// Steps without an alternative are taken without asking.
void Follow::account_for(const sim::Step& step) {
  ScheduledStep came = label(step.process, step.kind, step.object, step.offset);
  came.outcome = step.outcome;
  if (position_ < schedule_.size() && fits(came)) {
    --left_[key(schedule_[position_])];
    if (schedule_[position_].outcome == step.outcome)
      ++position_;
    else
      difference_ = {steps_seen_, position_, std::move(came)};
    return;
  }
  Difference difference{steps_seen_, position(), came};
  if (is_added(came))
    added_.push_back(std::move(difference));
  else
    difference_ = std::move(difference);
}

// Whether it is what the schedule has next. An object that is still without the name that it will
// be given ("semaphore #2") may be any one.
bool Follow::fits(const ScheduledStep& came) const {
  const ScheduledStep& next = schedule_[position_];
  if (came.process != next.process || came.kind != next.kind) return false;
  if (came.object == next.object) return true;
  const auto is_number = [](const std::string& name) { return name.find(" #") != name.npos; };
  return is_number(came.object) && !is_number(next.object);
}

bool Follow::is_added(const ScheduledStep& step) const {
  const auto found = left_.find(key(step));
  return found == left_.end() || found->second == 0;
}

ScheduledStep Follow::pending(const sim::Choices& choices, ProcessId process) const {
  const sim::Operation& operation = choices.pending(process);
  return label(process, operation.kind, operation.object, operation.offset);
}

ScheduledStep Follow::label(ProcessId process, OperationKind kind, std::uint32_t object,
                            std::uint32_t offset) const {
  const sim::Inspection now(*simulation_);
  ScheduledStep step{now.path_of(process), kind, "", Outcome::Done};
  if (sim::names_process(kind))
    step.object = now.path_of(static_cast<ProcessId>(object));
  else if (names_object(kind))
    step.object = place_text(now.name_of(object), kind, offset);
  return step;
}

}  // namespace ravel
