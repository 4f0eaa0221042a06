// How a simulated process begins and ends: the part of the loop that runs on the fibers.
#include <cxxabi.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <typeinfo>

#include "sim/loop.h"
#include "sim/random.h"
#include "sim/slot.h"

namespace ravel::sim {
namespace {

std::string readable(const std::type_info& type) {
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, nullptr), std::free);
  return text ? text.get() : type.name();
}

}  // namespace

void Loop::begin(ProcessId process) {
  while (slots_.size() <= process) slots_.push_back(std::make_unique<Slot>());
  Slot& slot = *slots_[process];
  slot.loop = this;
  slot.process = process;
  pending_[process] = nullptr;
  slot.killed = false;
  slot.name.clear();
  slot.entropy_draws = 0;
  slot.slept = {};
  slot.deadline = {};
  slot.fiber.start(&Loop::fiber_main, &slot);
  new_processes_.push_back(process);
}

ProcessId Loop::identity_of_next_child() {
  if (children_.size() <= current_) children_.resize(current_ + 1u);
  std::vector<ProcessId>& known = children_[current_];
  std::uint32_t& started = kernel_.process(current_).children_started;
  if (started == known.size()) {
    if (identities_ + 1 == kProcessesMax)
      throw std::system_error(EAGAIN, std::generic_category(),
                              "a simulated system has at most 128 processes and threads");
    known.push_back(static_cast<ProcessId>(++identities_));
  }
  return known[started++];
}

ProcessId Loop::spawn(const os::Program& program, os::Where where) {
  const ProcessId child = identity_of_next_child();
  kernel_.add_process(child, current_, program.number);
  begin(child);
  Slot& slot = *slots_[child];
  slot.entry = program.entry;
  slot.target = program.target;
  slot.arguments.assign(program.arguments.begin(), program.arguments.end());
  slot.name.assign(program.name);
  Operation operation;
  operation.kind = OperationKind::Spawn;
  operation.object = child;
  operation.where = where;
  record_silent(current_, operation);
  return child;
}

// The frames below a suspended process cost a misprediction each when it returns through them, so
// that they are kept in one.
[[gnu::always_inline]] inline std::int32_t Loop::call(Slot& slot) {
  try {
    if (slot.process == 0)
      (*body_)(*os_);
    else
      slot.entry(*os_, slot.target, slot.arguments);
    return 0;
  } catch (const Reaped&) {
    throw;
  } catch (const os::AssertionFailed& failure) {
    record_exception(readable(typeid(failure)), failure.what(), true);
  } catch (const std::exception& error) {
    record_exception(readable(typeid(error)), error.what(), false);
  } catch (...) {
    record_exception("an exception that is no std::exception", "", false);
  }
  return 1;
}

[[gnu::always_inline]] inline void Loop::finish(std::int32_t code) {
  Operation wait;
  wait.kind = OperationKind::WaitAll;
  if (kernel_.processes()[current_].children_started > 0) perform(wait);
  give_up_locks();
  Operation end;
  end.kind = OperationKind::Exit;
  end.value = static_cast<std::uint64_t>(code);
  perform(end);
}

Context& Loop::fiber_main(void* slot) {
  auto& self = *static_cast<Slot*>(slot);
  Loop& loop = *self.loop;
  loop.process_main(self);
  return loop.reaping_ ? loop.root_ : loop.advance();
}

// A process first runs its function, then waits for its children, then ends.
void Loop::process_main(Slot& slot) {
  if (reaping_) return;
  try {
    finish(call(slot));
  } catch (const Reaped&) {
    // The verdict is known and everything on this stack has been destroyed.
  }
}

// The system closes what a process has open, one file after another, before others can see its end.
// Closing matters to somebody only if it lets go of a lock.
void Loop::give_up_locks() {
  while (const auto file = kernel_.files().locked_file_of(current_)) {
    Operation close = closing(*file);
    perform(close);
  }
}

Operation Loop::closing(std::uint32_t open_file) const {
  Operation close;
  close.kind = OperationKind::CloseFile;
  close.object = kernel_.open_object(open_file);
  close.offset = open_file;
  close.content = kernel_.files().content_of(open_file);
  return close;
}

// What a process that was killed does next.
void Loop::announce_death(ProcessId process) noexcept {
  Slot& slot = *slots_[process];
  const auto file = kernel_.files().locked_file_of(process);
  slot.death = file ? closing(*file) : Operation{};
  if (!file) {
    slot.death.kind = OperationKind::Exit;
    slot.death.value = static_cast<std::uint64_t>(kernel_.processes()[process].exit_code);
  }
  pending_[process] = &slot.death;
  ready_.add(process);
}

void Loop::exit(std::int32_t code, os::Where where) {
  give_up_locks();
  Operation end;
  end.kind = OperationKind::Exit;
  // POSIX: the parent sees the low eight bits.
  end.value = static_cast<std::uint64_t>(code) & 0xFF;
  end.where = where;
  perform(end);
  // No destructor may run before the verdict: what this process holds stays held.
  leave();
  throw Reaped{};
}

void Loop::record_exception(std::string type, std::string message, bool assertion) {
  execution_.exceptions.push_back({current_, std::move(type), std::move(message), assertion});
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
  if (reaping_) throw Reaped{};
  if (++sleeps_ >= options_.steps_max) {
    cut_ = true;
    leave();
    throw Reaped{};
  }
  if (duration.count() > 0) slots_[current_]->slept += duration;
}

std::chrono::nanoseconds Loop::now() const {
  return options_.clock == Clock::Virtual ? time_ : slots_[current_]->slept;
}

void Loop::label(std::uint32_t object, std::string_view name) {
  labels_.emplace_back(object, std::string(name));
}

ObservedValue& Loop::observation(std::string_view name) {
  auto& all = execution_.observations;
  std::size_t& used = execution_.observations_count;
  for (std::size_t i = 0; i < used; ++i)
    if (all[i].name == name) return all[i];
  if (used == all.size()) all.emplace_back();
  all[used].name.assign(name);
  return all[used++];
}

void Loop::print(std::string_view text) {
  execution_.output.emplace_back(text);
}

std::string Loop::name_of(ProcessId process) const {
  if (process == 0) return "MainProcess";
  const std::string& given = slots_[process]->name;
  return given.empty() ? "Process-" + kernel_.path_of(process) : given;
}

}  // namespace ravel::sim
