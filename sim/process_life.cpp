// How a simulated process or thread begins and ends: the part of the loop that runs on the fibers.
#include <cerrno>
#include <memory>
#include <system_error>
#include <typeinfo>
#include <utility>

#include "primitives/os/type_name.h"
#include "sim/random.h"
#include "sim/slot.h"

namespace ravel::sim {
namespace {

Operation spawning(ProcessId started, os::Where where) {
  Operation operation;
  operation.kind = OperationKind::Spawn;
  operation.object = started;
  operation.where = where;
  return operation;
}

}  // namespace

void Loop::begin(ProcessId process) {
  while (slots_.size() <= process) slots_.push_back(std::make_unique<Slot>());
  Slot& slot = *slots_[process];
  slot.loop = this;
  slot.process = process;
  pending_[process] = nullptr;
  slot.killed = slot.stopped = false;
  slot.name.clear();
  slot.entropy_draws = 0;
  slot.slept = {};
  slot.deadline = {};
  slot.spin.restart();
  slot.fiber.start(&Slot::fiber_main, &slot);
  new_processes_.push_back(process);
}

ProcessId Loop::next_identity() {
  if (started_by_.size() <= current_) started_by_.resize(current_ + 1u);
  std::vector<ProcessId>& known = started_by_[current_];
  std::uint32_t& started = kernel_.process(current_).started;
  if (started == known.size()) {
    if (identities_ + 1 == kProcessesMax)
      throw std::system_error(EAGAIN, std::generic_category(),
                              "a simulated system has at most 128 processes and threads");
    known.push_back(static_cast<ProcessId>(++identities_));
  }
  return known[started++];
}

// Before a process or thread is started, which needs no decision.
void Loop::prepare_spawn(os::Where where) {
  Operation operation = spawning(0, where);
  if (mode_ == Mode::Spinning || mode_ == Mode::Ahead) slots_[current_]->leave_spin();
  if (mischief_.possible()) draw_before(operation);
  require_allowed();
}

ProcessId Loop::spawn(const os::Program& program, os::Where where) {
  prepare_spawn(where);
  const ProcessId child = next_identity();
  kernel_.add_process(child, kernel_.process_of(current_), program.number, program.daemon);
  begin(child);
  Slot& slot = *slots_[child];
  slot.entry = program.entry;
  slot.target = program.target;
  slot.arguments.assign(program.arguments.begin(), program.arguments.end());
  slot.name.assign(program.name);
  record_silent(current_, spawning(child, where));
  if (mode_ == Mode::Watched) options_.watch(steps_ - 1, execution_.steps[steps_ - 1]);
  return child;
}

ProcessId Loop::start_thread(std::function<void()>&& body, const os::ThreadOptions& options,
                             os::Where where) {
  prepare_spawn(where);
  const ProcessId thread = next_identity();
  kernel_.add_thread(thread, kernel_.process_of(current_), options.daemon);
  begin(thread);
  slots_[thread]->thread_body = std::move(body);
  slots_[thread]->name.assign(options.name);
  record_silent(current_, spawning(thread, where));
  if (mode_ == Mode::Watched) options_.watch(steps_ - 1, execution_.steps[steps_ - 1]);
  return thread;
}

// The frames below a suspended process cost a misprediction each when it returns through them, so
// that they are kept in one.
[[gnu::always_inline]] inline std::int32_t Loop::Slot::call() {
  try {
    if (process == 0)
      (*loop->body_)(*loop->os_);
    else if (loop->kernel_.process_of(process) != process)
      run_thread();
    else
      entry(*loop->os_, target, arguments);
    return 0;
  } catch (const Reaped&) {
    throw;
  } catch (const os::AssertionFailed& failure) {
    record_exception(os::type_name(typeid(failure)), failure.what(), true);
  } catch (const std::exception& error) {
    record_exception(os::type_name(typeid(error)), error.what(), false);
  } catch (...) {
    record_exception("an exception that is no std::exception", "", false);
  }
  return 1;
}

// What the function has captured ends with it, still as a part of the thread.
void Loop::Slot::run_thread() {
  const std::function<void()> body = std::exchange(thread_body, nullptr);
  body();
}

[[gnu::always_inline]] inline void Loop::Slot::finish(std::int32_t code) {
  const ProcessState& state = loop->kernel_.processes()[process];
  // An exception that leaves a thread is not the end of its process.
  if (state.process != process) return end(0, process, {});
  if (state.daemon_children > 0) end_daemons();
  Operation wait;
  wait.kind = OperationKind::WaitAll;
  if (state.started > 0) loop->perform(wait);
  end(code, process, {});
}

// After the threads of the process, which may need its daemons. One that was seen to end is left
// alone; one that has ended unseen is killed nevertheless, since nothing orders its end and the
// looking.
void Loop::Slot::end_daemons() {
  const auto& processes = loop->kernel_.processes();
  if (processes[process].threads_made > 0) {
    Operation wait;
    wait.kind = OperationKind::WaitAll;
    wait.value = kThreadsOnly;
    loop->perform(wait);
  }
  for (std::size_t id = 1; id < processes.size(); ++id) {
    const ProcessState& state = processes[id];
    if (state.parent != process || state.process != id || !state.daemon || state.waited_for)
      continue;
    Operation kill;
    kill.kind = OperationKind::Kill;
    kill.object = static_cast<std::uint32_t>(id);
    kill.value = static_cast<std::uint64_t>(os::Signal::Terminate);
    loop->perform(kill);
  }
}

void Loop::Slot::end(std::int32_t code, ProcessId who, os::Where where) {
  Operation operation;
  if (loop->kernel_.process_of(who) == who) {
    // First of all, so that nobody else closes what is closed next.
    operation.kind = OperationKind::Stop;
    operation.where = where;
    if (loop->kernel_.processes()[who].threads_made > 0) loop->perform(operation);
    if (loop->kernel_.anything_opened()) close_all(where);
  }
  operation.kind = OperationKind::Exit;
  operation.object = who;
  operation.value = static_cast<std::uint64_t>(code);
  operation.where = where;
  loop->perform(operation);
}

void Loop::Slot::close_all(os::Where where) {
  Operation operation;
  while (loop->kernel_.next_closing(process, operation)) {
    operation.where = where;
    loop->perform(operation);
  }
}

void Loop::Slot::prepare_death() {
  if (!loop->kernel_.next_closing(process, death)) {
    death = {};
    death.kind = OperationKind::Exit;
    death.object = process;
    death.value = static_cast<std::uint64_t>(loop->kernel_.processes()[process].exit_code);
  }
  loop->pending_[process] = &death;
  loop->ready_.add(process);
}

// A process first runs its function, then waits for its threads and children, then ends.
void Loop::Slot::main() {
  if (loop->reaping()) {
    thread_body = nullptr;
    return;
  }
  try {
    finish(call());
  } catch (const Reaped&) {
    // The verdict is known and everything on this stack has been destroyed.
  }
}

Context& Loop::Slot::fiber_main(void* slot) {
  auto& self = *static_cast<Slot*>(slot);
  Loop& loop = *self.loop;
  self.main();
  return loop.reaping() ? loop.root_ : loop.advance();
}

void Loop::Slot::record_exception(std::string type, std::string message, bool assertion) {
  loop->execution_.exceptions.push_back({process, std::move(type), std::move(message), assertion});
}

void Loop::Slot::escape(void* running, const os::Crash& crash) {
  Loop& loop = *static_cast<Loop*>(running);
  if (loop.context_ == &loop.root_) return;
  loop.notes_.crash(loop.current_, crash, *loop.context_->fiber());
  loop.ending_ = loop.execution_.ending = Ending::Crashed;
  loop.pending_[loop.current_] = nullptr;
  if (loop.mode_ == Mode::Evaluating) loop.mode_ = Mode::Running;
  switch_to(*loop.context_, loop.root_);
}

void Loop::exit(std::int32_t code, os::Where where) {
  // POSIX: the parent sees the low eight bits.
  slots_[current_]->end(code & 0xFF, kernel_.process_of(current_), where);
  // No destructor may run before the verdict: what this process holds stays held.
  leave();
  throw Reaped{};
}

os::ProcessLocal& Loop::local() noexcept {
  return slots_[kernel_.process_of(current_)]->local;
}

void Loop::note_inheritance(const Streams::Sides& sides) {
  const std::size_t spawn = steps_ - 1;
  if (sides.reads != Streams::kNone)
    execution_.inherited.push_back({spawn, sides.reads, kReadSide});
  if (sides.writes != Streams::kNone)
    execution_.inherited.push_back({spawn, sides.writes, kWriteSide});
}

std::uint64_t Loop::entropy() {
  Slot& slot = *slots_[current_];
  // A process's numbers depend on its place in the family and its own draws, not on the schedule.
  std::uint64_t seed = options_.seed;
  for (const char c : kernel_.path_of(current_)) seed = mixed(seed ^ static_cast<unsigned char>(c));
  return mixed(seed + ++slot.entropy_draws);
}

// Sleeping is no step, so that a loop of nothing but sleeps has to be cut here.
void Loop::sleep(std::chrono::nanoseconds duration) {
  require_allowed();
  if (mode_ != Mode::Ahead && ++sleeps_ >= options_.steps_max) {
    cut_ = true;
    leave();
    throw Reaped{};
  }
  if (duration.count() > 0) slots_[current_]->slept += duration;
}

std::chrono::nanoseconds Loop::now() const {
  return options_.clock == Clock::Virtual ? time_ : slots_[current_]->slept;
}

std::string Loop::name_of(ProcessId process) const {
  if (process == 0) return "MainProcess";
  const std::string& given = slots_[process]->name;
  if (!given.empty()) return given;
  const ProcessState& state = kernel_.processes()[process];
  if (state.process == process) return "Process-" + kernel_.path_of(process);
  const std::string name = "Thread-" + std::to_string(state.number);
  return state.process == 0 ? name : name + " of " + name_of(state.process);
}

bool Loop::evaluate(ProcessId waiting, const std::function<bool()>& predicate) {
  const ProcessId before = std::exchange(current_, waiting);
  struct Back {
    Loop& loop;
    ProcessId process;
    Mode mode;
    ~Back() {
      loop.current_ = process;
      loop.mode_ = mode;
    }
  } const back{*this, before, std::exchange(mode_, Mode::Evaluating)};
  return predicate();
}

// Clears away whoever is suspended: the kernel is frozen, each call of theirs throws Reaped, so
// that destructors run and memory is freed, and nothing of it can be seen.
void Loop::reap() noexcept {
  mode_ = Mode::Reaping;
  refused_ = 0;
  for (std::size_t id = 0; id < kernel_.processes().size(); ++id) {
    while (!slots_[id]->fiber.idle()) {
      const os::CrashEscape escape(&Slot::escape, this);
      enter(static_cast<ProcessId>(id));
      switch_to(root_, *context_);
      if (execution_.ending == Ending::Crashed && !slots_[id]->fiber.idle())
        slots_[id]->fiber.abandon();
      context_ = &root_;
    }
  }
  for (std::size_t id = 0; id < kernel_.processes().size(); ++id) slots_[id]->local.clear();
  mode_ = Mode::Running;
}

}  // namespace ravel::sim
