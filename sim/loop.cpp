#include "sim/loop.h"

#include <algorithm>
#include <utility>

#include "sim/simulated_os.h"
#include "sim/slot.h"

namespace ravel::sim {

Loop::Loop(const SimulationOptions& options) : options_(options), os_(make_simulated_os(*this)) {
  execution_.steps.reserve(256);
}

Loop::~Loop() = default;

void Loop::reset() {
  kernel_.reset();
  ready_ = conditional_ = waiting_ = drawing_ = {};
  new_processes_.clear();
  current_ = last_ = 0;
  somebody_ended_ = false;
  cut_ = false;
  sleeps_ = 0;
  labels_.clear();
  execution_.liveness_observed = false;
  execution_.steps.clear();
  execution_.processes.clear();
  execution_.exceptions.clear();
  execution_.observations_count = 0;
  execution_.blocked.clear();
  execution_.output.clear();
}

const Execution& Loop::run(const Body& body, Chooser& chooser) {
  reset();
  body_ = &body;
  begin(0);
  try {
    const Ending ending = explore(chooser);
    collect(ending);
  } catch (...) {
    reap();
    throw;
  }
  reap();
  return execution_;
}

Ending Loop::explore(Chooser& chooser) {
  for (;;) {
    if (somebody_ended_ || !new_processes_.empty()) settle();
    if (!decide(chooser)) return ending_;
    if (fiber_) fiber_->resume();
  }
}

// Runs everybody who can go on without a choice.
void Loop::settle() {
  if (cut_) return;
  run_new_processes();
  while (somebody_ended_ && resume_waiters()) run_new_processes();
}

// Lets one transition take effect and sets whom to resume; false when the execution is at its end.
bool Loop::decide(Chooser& chooser) {
  if (cut_ || execution_.steps.size() >= options_.steps_max) {
    ending_ = Ending::StepLimit;
    return false;
  }
  if (!drawing_.empty()) {
    const auto process = static_cast<ProcessId>(drawing_.nth(0));
    const std::uint64_t count = slots_[process]->pending->value;
    return decide_among(Choices::alternatives(process, static_cast<std::uint32_t>(count)), chooser);
  }
  if (conditional_.empty()) return decide_among(Choices(ready_, {}, last_), chooser);
  return decide_conditionally(chooser);
}

// The same when somebody's operation may not be enabled.
bool Loop::decide_conditionally(Chooser& chooser) {
  ProcessSet enabled = ready_;
  ProcessSet timing_out;
  conditional_.for_each([&](std::size_t id) {
    const Operation& operation = *slots_[id]->pending;
    // POSIX: a timed wait that can succeed does not time out.
    if (!kernel_.enabled(static_cast<ProcessId>(id), operation)) {
      if (!operation.timed) return;
      timing_out.add(id);
    }
    enabled.add(id);
  });
  return decide_among(Choices(enabled, timing_out, last_), chooser);
}

bool Loop::decide_among(const Choices& choices, Chooser& chooser) {
  const std::size_t count = choices.count();
  if (count == 0) {
    const auto alive = [](const ProcessState& state) { return !state.ended; };
    const bool anybody = std::any_of(kernel_.processes().begin(), kernel_.processes().end(), alive);
    ending_ = anybody ? Ending::Deadlock : Ending::Finished;
    return false;
  }
  const std::size_t chosen = count == 1 ? 0 : chooser.choose(choices);
  if (chosen >= count) {
    ending_ = Ending::Stopped;
    return false;
  }
  const Transition transition = choices[chosen];
  current_ = transition.process;
  fiber_ = take(choices, transition) ? &slots_[current_]->fiber : nullptr;
  return true;
}

// Whether the process lives on.
bool Loop::take(const Choices& choices, Transition transition) {
  Slot& slot = *slots_[transition.process];
  Operation& operation = *slot.pending;
  ready_.remove(transition.process);
  if (!conditional_.empty()) conditional_.remove(transition.process);
  if (!drawing_.empty()) drawing_.remove(transition.process);
  kernel_.apply(transition.process, operation, transition.outcome);
  record(transition.process, operation, transition.outcome, choices.enabled(), choices.count() > 1);
  last_ = transition.process;
  somebody_ended_ |= operation.kind == OperationKind::Exit;
  if (kernel_.dying() > 0) mark_dying();
  return &operation != &slot.death;
}

void Loop::record(ProcessId process, const Operation& operation, Outcome outcome) {
  ProcessSet enabled;
  enabled.add(process);
  record(process, operation, outcome, enabled, false);
}

// Whoever was killed, or lost its parent, has one thing left to do: to end.
void Loop::mark_dying() {
  const auto& processes = kernel_.processes();
  for (std::size_t id = 0; id < processes.size(); ++id) {
    Slot& slot = *slots_[id];
    if (!processes[id].dying || slot.pending == &slot.death) continue;
    execution_.liveness_observed = true;
    slot.killed = true;
    slot.death = {};
    slot.death.kind = OperationKind::Exit;
    slot.death.value = static_cast<std::uint64_t>(processes[id].exit_code);
    slot.pending = &slot.death;
    ready_.add(id);
    conditional_.remove(id);
    waiting_.remove(id);
    drawing_.remove(id);
  }
}

// A new process runs up to its first operation at once: nobody can observe what it does until then,
// and each further scheduling point would multiply the executions.
void Loop::run_new_processes() {
  for (std::size_t i = 0; i < new_processes_.size(); ++i) {
    const ProcessId process = new_processes_[i];
    if (!kernel_.processes()[process].dying) resume(process);
  }
  new_processes_.clear();
}

// A wait for a child's end, once it can succeed, can do so for ever and affects nobody else: it is
// no choice. Returns whether anybody went on.
bool Loop::resume_waiters() {
  somebody_ended_ = false;
  bool any = false;
  const ProcessSet waiting = waiting_;
  waiting.for_each([&](std::size_t id) {
    const auto process = static_cast<ProcessId>(id);
    Operation& operation = *slots_[id]->pending;
    if (!waiting_.contains(id) || !kernel_.enabled(process, operation)) return;
    waiting_.remove(id);
    kernel_.apply(process, operation, Outcome::Done);
    record(process, operation, Outcome::Done);
    resume(process);
    any = true;
  });
  return any;
}

void Loop::resume(ProcessId process) noexcept {
  current_ = process;
  fiber_ = &slots_[process]->fiber;
  fiber_->resume();
}

// Whether `operation` commutes with everything that others may do, so that it needs no choice. An
// end that lets go of a file lock does not: a try comes before or after it.
bool Loop::takes_effect_at_once(const Operation& operation) const {
  static_assert(OperationKind::Exit < OperationKind::Acquire,
                "what has to do with ends comes first");
  if (operation.kind > OperationKind::Exit) return false;
  if (execution_.steps.size() >= options_.steps_max) return false;
  switch (operation.kind) {
    case OperationKind::Wait:
      return !operation.timed && kernel_.enabled(current_, operation);
    case OperationKind::WaitAll:
      return kernel_.enabled(current_, operation);
    case OperationKind::Exit:
      return !options_.exits_are_choices && !kernel_.files().holds_lock(current_);
    default:
      return false;
  }
}

// Makes `operation` pending; true when it need not be, because it has taken effect or the process
// is being cleared away.
bool Loop::announce(Operation& operation) noexcept {
  if (reaping_) {
    // A program that swallows every exception and goes on calling would never be cleared away.
    constexpr std::uint32_t kPatience = 100'000;
    os::ensure(++refused_ < kPatience,
               "a process swallows every exception and cannot be cleared away; catch "
               "std::exception instead of everything");
    return true;
  }
  if (takes_effect_at_once(operation)) {
    kernel_.apply(current_, operation, Outcome::Done);
    record(current_, operation, Outcome::Done);
    if (operation.kind == OperationKind::Exit) {
      somebody_ended_ = true;
      if (kernel_.dying() > 0) mark_dying();
    }
    return true;
  }
  slots_[current_]->pending = &operation;
  switch (operation.kind) {
    case OperationKind::Acquire:
    case OperationKind::LockFile:
      conditional_.add(current_);
      break;
    case OperationKind::Wait:
    case OperationKind::WaitAll:
      (operation.timed ? conditional_ : waiting_).add(current_);
      execution_.liveness_observed |= operation.timed;
      break;
    case OperationKind::Choose:
      drawing_.add(current_);
      break;
    case OperationKind::Kill:
      execution_.liveness_observed = true;
      ready_.add(current_);
      break;
    default:
      ready_.add(current_);
  }
  return false;
}

void Loop::collect(Ending ending) {
  execution_.ending = ending;
  for (std::size_t id = 0; id < kernel_.processes().size(); ++id) {
    const ProcessState& state = kernel_.processes()[id];
    execution_.processes.push_back({state.ended, slots_[id]->killed, state.exit_code});
    if (ending != Ending::Deadlock || state.ended) continue;
    const Operation& operation = *slots_[id]->pending;
    execution_.blocked.push_back(
        {static_cast<ProcessId>(id), operation.kind, operation.object, operation.where});
  }
}

// Clears away whoever is suspended: the kernel is frozen, each call of theirs throws Reaped, so
// that destructors run and memory is freed, and nothing of it can be seen.
void Loop::reap() noexcept {
  reaping_ = true;
  refused_ = 0;
  for (std::size_t id = 0; id < kernel_.processes().size(); ++id) {
    while (!slots_[id]->fiber.idle()) resume(static_cast<ProcessId>(id));
  }
  reaping_ = false;
}

}  // namespace ravel::sim
