#include "sim/loop.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sim/simulated_os.h"
#include "sim/slot.h"

namespace ravel::sim {
namespace {

bool looks_at_process(const std::vector<Look>& looks, const Operation& poll) {
  const auto first = looks.begin() + poll.object;
  return std::any_of(first, first + poll.offset,
                     [](const Look& look) { return look.kind == LookKind::Process; });
}

}  // namespace

Loop::Loop(const SimulationOptions& options)
    : options_(options), os_(std::make_unique<SimulatedOs>(*this)) {
  options_.exits_are_choices |= options.kills > 0;
  execution_.steps.reserve(256);
}

Loop::~Loop() = default;

void Loop::reset() {
  kernel_.reset();
  ready_ = conditional_ = waiting_ = drawing_ = spinning_ = {};
  new_processes_.clear();
  started_ = decisions_ = steps_ = 0;
  current_ = last_ = 0;
  somebody_ended_ = cut_ = goes_on_ = false;
  casualties_ = 0;
  mischief_.reset();
  sleeps_ = 0;
  time_ = {};
  ending_ = Ending::Finished;
  notes_.reset();
  execution_.impatience = 0;
  execution_.liveness_observed = execution_.closing_observed = execution_.diverged = false;
  execution_.steps.resize(repeated_);
  execution_.processes.clear();
  execution_.exceptions.clear();
  execution_.blocked.clear();
  execution_.deaths.clear();
  execution_.inherited.clear();
  execution_.clock_advances.clear();
}

const Execution& Loop::run(const Body& body, Chooser& chooser) {
  for (std::vector<ProcessId>& known : started_by_) known.clear();
  identities_ = 0;
  chooser_ = &chooser;
  repeated_ = 0;
  return execute(body);
}

const Execution& Loop::extend(const Body& body, std::span<const Transition> path,
                              std::size_t repeated) {
  chooser_ = nullptr;
  path_ = path;
  repeated_ = std::min(repeated, execution_.steps.size());
  return execute(body);
}

const Execution& Loop::execute(const Body& body) {
  reset();
  mode_ = usual_mode();
  body_ = &body;
  root_.adopt_thread();
  context_ = &root_;
  begin(0);
  {
    const os::CrashEscape escape(&Slot::escape, this);
    Context& first = advance();
    if (&first != &root_) switch_to(root_, first);
  }
  // Whoever crashed cannot go on, not even to be cleared away.
  if (ending_ == Ending::Crashed) context_->fiber()->abandon();
  context_ = &root_;
  if (!failure_) collect();
  reap();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return execution_;
}

// Decides until somebody has something to run; the root when the execution is at its end.
Context& Loop::advance() noexcept {
  try {
    for (;;) {
      if ((somebody_ended_ || !new_processes_.empty()) && settle()) return *context_;
      if (!decide()) return root_;
      if (goes_on_) return *context_;
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
  return root_;
}

void Loop::enter(ProcessId process) noexcept {
  current_ = process;
  context_ = &slots_[process]->fiber.context();
}

// Lets somebody go on who can do so without a decision; false when there is nobody. A new process
// runs up to its first operation at once: nobody can observe what it does until then, and each
// further scheduling point would multiply the executions.
bool Loop::settle() {
  if (cut_ || steps_ >= options_.steps_max) return false;
  while (started_ < new_processes_.size()) {
    const ProcessId process = new_processes_[started_++];
    if (pending_[process] != nullptr || kernel_.processes()[process].stopped) continue;
    enter(process);
    return true;
  }
  new_processes_.clear();
  started_ = 0;
  return somebody_ended_ && wake_waiter();
}

// A wait for a child's end, once it can succeed, can do so for ever and affects nobody else: it is
// no choice.
bool Loop::wake_waiter() {
  bool found = false;
  ProcessId process = 0;
  waiting_.for_each([&](std::size_t id) {
    if (found || !kernel_.enabled(static_cast<ProcessId>(id), *pending_[id])) return;
    found = true;
    process = static_cast<ProcessId>(id);
  });
  somebody_ended_ = found;
  if (!found) return false;
  waiting_.remove(process);
  kernel_.apply(process, *pending_[process], Outcome::Done);
  record_silent(process, *pending_[process]);
  enter(process);
  return true;
}

inline void Loop::record(ProcessId process, const Operation& operation, Outcome outcome,
                         const ProcessSet& enabled, bool choice) {
  if (steps_++ < repeated_) return repeat(process, operation, outcome);
  // Written where it stays: a copy would be read in wider pieces than it has just been written in,
  // and wait for that.
  Step& step = execution_.steps.emplace_back();
  step.process = process;
  step.kind = operation.kind;
  step.outcome = outcome;
  step.choice = choice;
  step.decided = true;
  step.timed = operation.timed;
  step.waited = operation.timed && operation.timeout.count() > 0;
  step.changed = operation.changed;
  step.bare = operation.bare;
  step.size = operation.size;
  step.object = operation.object;
  step.error = operation.error;
  step.offset = operation.offset;
  step.content = operation.content | (operation.created ? kCreated : 0);
  step.value = operation.value;
  step.where = operation.where;
  step.enabled = enabled;
}

// Lets one transition take effect; false when the execution is at its end.
bool Loop::decide() {
  if (cut_ || steps_ >= options_.steps_max) {
    ending_ = execution_.diverged ? Ending::Stopped : Ending::StepLimit;
    return false;
  }
  return chooser_ ? ask() : follow();
}

void Loop::take(Transition transition, const ProcessSet& enabled, bool choice) {
  const ProcessId process = transition.process;
  Operation& operation = *pending_[process];
  ready_.remove(process);
  if (!conditional_.empty()) conditional_.remove(process);
  if (!drawing_.empty()) {
    drawing_.remove(process);
    mischief_.note(operation.kind, transition.outcome);
  }
  const bool over = kernel_.apply(process, operation, transition.outcome);
  record(process, operation, transition.outcome, enabled, choice);
  enter(process);
  last_ = process;
  somebody_ended_ |= operation.kind == OperationKind::Exit;
  if (kernel_.casualties() != casualties_) count_casualties();
  goes_on_ = over && &operation != &slots_[process]->death;
  if (goes_on_) {
    if (!is_memory_access(operation.kind)) return;
    if (!operation.changed) return slots_[process]->note_look(operation);
    if (!spinning_.empty()) wake_spinners(operation);
    return;
  }
  if (operation.kind == OperationKind::Evaluate)
    conditional_.add(process);
  else if (operation.kind == OperationKind::Kill)
    execution_.deaths.push_back({steps_ - 1, process, false, {}});
  if (operation.kind != OperationKind::Evaluate && operation.kind != OperationKind::Exit)
    slots_[process]->prepare_death();
}

// A step that needed no decision.
void Loop::record_silent(ProcessId process, const Operation& operation) {
  record(process, operation, Outcome::Done, {}, false);
  if (steps_ <= repeated_) return;
  execution_.steps.back().decided = false;
  execution_.steps.back().enabled.add(process);
}

// The step must be the one that the last execution recorded here.
void Loop::repeat(ProcessId process, const Operation& operation, Outcome outcome) {
  const Step& known = execution_.steps[steps_ - 1];
  const bool same = process == known.process && operation.kind == known.kind &&
                    outcome == known.outcome && operation.object == known.object &&
                    operation.offset == known.offset && operation.value == known.value &&
                    operation.error == known.error;
  if (same) return;
  execution_.diverged = true;
  cut_ = true;
}

// Whoever was killed, or lost its parent, has one thing left to do: to end. The threads of a
// process that ends do nothing any more.
void Loop::count_casualties() {
  casualties_ = kernel_.casualties();
  const auto& processes = kernel_.processes();
  for (std::size_t id = 0; id < processes.size(); ++id) {
    Slot& slot = *slots_[id];
    const bool dies = processes[id].dying && pending_[id] != &slot.death;
    const bool stops = processes[id].stopped && !slot.stopped;
    if (!dies && !stops) continue;
    execution_.liveness_observed |= dies;
    slot.killed |= dies || processes[id].process != id;
    if (!slot.stopped) {
      const bool running = pending_[id] != nullptr;
      execution_.deaths.push_back(
          {steps_ - 1, slot.process, running, running ? *pending_[id] : Operation{}});
    }
    slot.stopped = true;
    for (ProcessSet* set : {&ready_, &conditional_, &waiting_, &drawing_, &spinning_})
      set->remove(id);
    pending_[id] = nullptr;
    if (dies) slot.prepare_death();
  }
}

// Whether `operation` commutes with everything that others may do, so that it needs no choice. What
// other threads of a process still do can come before its end or not at all; a daemon may start a
// child that the process then waits for.
bool Loop::takes_effect_at_once(const Operation& operation) const {
  static_assert(OperationKind::Exit < OperationKind::Acquire,
                "what has to do with ends comes first");
  if (operation.kind > OperationKind::Exit) return false;
  if (steps_ >= options_.steps_max) return false;
  switch (operation.kind) {
    case OperationKind::Wait:
    case OperationKind::WaitAll:
      return waits_silently(operation) && kernel_.enabled(current_, operation);
    case OperationKind::Exit:
      return !options_.exits_are_choices &&
             (kernel_.process_of(current_) != operation.object || kernel_.is_alone(current_));
    default:
      return false;
  }
}

// Of a wait for the end of somebody.
bool Loop::waits_silently(const Operation& operation) const {
  const bool daemons = kernel_.processes()[current_].daemons_alive > 0;
  return !operation.timed && !options_.exits_are_choices &&
         (operation.kind == OperationKind::Wait || !daemons);
}

// Makes `operation` pending; true when it need not be, because it has taken effect.
[[gnu::always_inline]] inline bool Loop::begin_to_perform(Operation& operation) noexcept {
  if (!takes_effect_at_once(operation)) {
    wait_for_decision(operation);
    return false;
  }
  kernel_.apply(current_, operation, Outcome::Done);
  record_silent(current_, operation);
  if (operation.kind == OperationKind::Exit) {
    somebody_ended_ = true;
    if (kernel_.casualties() != casualties_) count_casualties();
  }
  return true;
}

// The same, also in a process that is being cleared away.
bool Loop::announce(Operation& operation) noexcept {
  if (mode_ != Mode::Running) [[unlikely]]
    return mode_ == Mode::Watched ? perform_watched(operation) : apply_unusual(operation);
  return begin_to_perform(operation);
}

// The whole of it, up to where the process would go on.
bool Loop::perform_watched(Operation& operation) noexcept {
  if (!begin_to_perform(operation)) leave();
  if (mode_ == Mode::Watched) options_.watch(steps_ - 1, execution_.steps[steps_ - 1]);
  return true;
}

// A call of a process that is being cleared away does nothing; one of a condition loads at once.
bool Loop::apply_unusual(Operation& operation) noexcept {
  if (mode_ == Mode::Spinning || mode_ == Mode::Ahead)
    return slots_[current_]->announce_again(operation);
  if (mode_ == Mode::Evaluating) {
    if (operation.kind == OperationKind::Load || operation.kind == OperationKind::AtomicLoad)
      kernel_.look(operation);
    return true;
  }
  // A program that swallows every exception and goes on calling would never be cleared away.
  constexpr std::uint32_t kPatience = 100'000;
  os::ensure(++refused_ < kPatience,
             "a process swallows every exception and cannot be cleared away; catch "
             "std::exception instead of everything");
  return true;
}

void Loop::require_allowed(const Operation& operation) const {
  const bool loads =
      operation.kind == OperationKind::Load || operation.kind == OperationKind::AtomicLoad;
  if (mode_ == Mode::Reaping) throw Reaped{};
  if (mode_ == Mode::Evaluating && !loads)
    throw std::logic_error("what wait_until waits for may only load shared memory");
}

void Loop::wait_for_decision(Operation& operation) noexcept {
  pending_[current_] = &operation;
  switch (operation.kind) {
    case OperationKind::Acquire:
    case OperationKind::LockFile:
    case OperationKind::Sleep:
    case OperationKind::ReadStream:
    case OperationKind::WriteStream:
    case OperationKind::Accept:
      conditional_.add(current_);
      break;
    case OperationKind::Poll:
      conditional_.add(current_);
      execution_.liveness_observed |= looks_at_process(kernel_.looks(), operation);
      break;
    case OperationKind::Wait:
    case OperationKind::WaitAll:
      (waits_silently(operation) ? waiting_ : conditional_).add(current_);
      execution_.liveness_observed |= operation.timed;
      break;
    case OperationKind::Choose:
    case OperationKind::Fate:
    case OperationKind::Fault:
      drawing_.add(current_);
      break;
    case OperationKind::Kill:
      execution_.liveness_observed = true;
      ready_.add(current_);
      break;
    default:
      ready_.add(current_);
  }
  if (operation.timed && options_.clock == Clock::Virtual)
    slots_[current_]->deadline = time_ + operation.timeout;
}

void Loop::collect() {
  execution_.ending = ending_;
  execution_.steps.resize(steps_);
  for (std::size_t id = 0; id < kernel_.processes().size(); ++id) {
    const ProcessState& state = kernel_.processes()[id];
    execution_.processes.push_back(
        {state.process, state.daemon, state.ended, slots_[id]->killed, state.exit_code});
    const bool stuck = ending_ == Ending::Deadlock || ending_ == Ending::Livelock;
    if ((!stuck && !options_.watch) || state.ended || pending_[id] == nullptr) continue;
    execution_.blocked.push_back(
        {static_cast<ProcessId>(id), *pending_[id], kernel_.holders(*pending_[id])});
  }
  execution_.looks = kernel_.looks();
}

}  // namespace ravel::sim
