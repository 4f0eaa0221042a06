#include "sim/kernel.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

namespace ravel::sim {
namespace {

// Little-endian, as every platform that Ravel builds for. Eight bytes are the common case, and a
// copy of constant size is one instruction.
std::uint64_t read_word(const std::byte* at, std::uint8_t size) noexcept {
  std::uint64_t value = 0;
  if (size == 8)
    std::memcpy(&value, at, 8);
  else
    std::memcpy(&value, at, size);
  return value;
}

void write_word(std::byte* at, std::uint8_t size, std::uint64_t value) noexcept {
  if (size == 8)
    std::memcpy(at, &value, 8);
  else
    std::memcpy(at, &value, size);
}

}  // namespace

void Kernel::reset() {
  processes_.clear();
  processes_.emplace_back();
  objects_.clear();
  memory_.clear();
  files_.reset();
  streams_.reset();
  open_objects_.clear();
  looks_.clear();
  watched_.clear();
  casualties_ = 0;
}

void Kernel::add(ProcessId id, const ProcessState& state) {
  // An identity without a process of its own counts as one that has ended.
  ProcessState none;
  none.ended = true;
  while (processes_.size() <= id) {
    none.process = static_cast<ProcessId>(processes_.size());
    processes_.push_back(none);
  }
  processes_[id] = state;
}

void Kernel::add_process(ProcessId id, ProcessId parent, std::uint32_t number, bool daemon) {
  ProcessState state;
  state.process = id;
  state.parent = parent;
  state.number = number;
  state.daemon = daemon;
  add(id, state);
  ++processes_[parent].children_alive;
  processes_[parent].daemon_children += daemon;
}

void Kernel::add_thread(ProcessId id, ProcessId process, bool daemon) {
  ProcessState state;
  state.process = state.parent = process;
  state.number = ++processes_[process].threads_made;
  state.daemon = daemon;
  add(id, state);
  ++(daemon ? processes_[process].daemons_alive : processes_[process].threads_alive);
}

std::uint32_t Kernel::add_object(ObjectKind kind, ProcessId creator, std::size_t value,
                                 std::size_t limit, std::uint32_t initial) {
  objects_.push_back({kind, creator, ++processes_[creator].objects_made,
                      static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(limit),
                      initial});
  return static_cast<std::uint32_t>(objects_.size() - 1);
}

std::uint32_t Kernel::add_semaphore(ProcessId creator, std::uint32_t initial,
                                    std::uint32_t maximum) {
  return add_object(ObjectKind::Semaphore, creator, initial, maximum, initial);
}

std::uint32_t Kernel::add_memory(ProcessId creator, std::size_t bytes) {
  // Eight-byte alignment, so that a word is never split by the layout.
  const std::size_t start = (memory_.size() + 7) / 8 * 8;
  memory_.resize(start + bytes, std::byte{0});
  return add_object(ObjectKind::Memory, creator, start, bytes, 0);
}

std::uint32_t Kernel::named_object(ObjectKind kind, ProcessId creator, std::string_view name) {
  for (std::size_t i = 0; i < objects_.size(); ++i)
    if (objects_[i].kind == kind && names_[objects_[i].value] == name)
      return static_cast<std::uint32_t>(i);
  objects_.push_back({kind, creator, 0, number_of(name), 0, 0});
  return static_cast<std::uint32_t>(objects_.size() - 1);
}

std::uint32_t Kernel::number_of(std::string_view name) {
  const auto known = std::find(names_.begin(), names_.end(), name);
  const auto number = static_cast<std::uint32_t>(known - names_.begin());
  if (known == names_.end()) names_.emplace_back(name);
  return number;
}

std::uint32_t Kernel::name_word(std::string_view name) {
  const std::uint32_t number = number_of(name) | kNameBit;
  for (std::size_t i = 0; i < objects_.size(); ++i)
    if (objects_[i].kind == ObjectKind::Memory && objects_[i].number == number)
      return static_cast<std::uint32_t>(i);
  // Whoever comes first makes it: what it is called must not depend on who that is.
  const std::uint32_t object = add_memory(0, 8);
  --processes_[0].objects_made;
  objects_[object].number = number;
  return object;
}

bool Kernel::enabled(ProcessId process, const Operation& operation) const noexcept {
  switch (operation.kind) {
    case OperationKind::Acquire:
      return objects_[operation.object].value > 0;
    case OperationKind::Wait:
      return processes_[operation.object].ended;
    case OperationKind::WaitAll:
      return processes_[process].threads_alive == 0 &&
             (operation.value == kThreadsOnly || processes_[process].children_alive == 0);
    case OperationKind::LockFile:
      return files_.lockable(operation.offset);
    case OperationKind::Sleep:
      return false;
    default:
      return operation.kind < OperationKind::ReadStream || enabled_io(process, operation);
  }
}

inline std::byte* Kernel::word(const Operation& operation) {
  const Object& memory = objects_[operation.object];
  const std::uint64_t end = std::uint64_t{operation.offset} + operation.size;
  os::ensure(std::has_single_bit(operation.size) && operation.size <= 8 &&
                 (operation.offset & (operation.size - 1u)) == 0 && end <= memory.limit,
             "an access is no aligned word inside of its shared memory");
  return memory_.data() + memory.value + operation.offset;
}

bool Kernel::apply(ProcessId process, Operation& operation, Outcome outcome) {
  if (outcome == Outcome::TimedOut) {
    operation.value = 0;
    operation.error = ETIMEDOUT;
    return true;
  }
  switch (operation.kind) {
    case OperationKind::Load:
    case OperationKind::AtomicLoad:
      operation.value = read_word(word(operation), operation.size);
      return true;
    case OperationKind::Store:
    case OperationKind::AtomicStore:
      write(operation, operation.value);
      return true;
    case OperationKind::Exchange:
    case OperationKind::FetchAdd:
    case OperationKind::CompareExchange:
      read_modify_write(operation);
      return true;
    case OperationKind::Acquire:
      --objects_[operation.object].value;
      operation.value = 1;
      return true;
    case OperationKind::Release: {
      Object& semaphore = objects_[operation.object];
      operation.value = semaphore.value < semaphore.limit;
      semaphore.value += operation.value ? 1 : 0;
      return true;
    }
    case OperationKind::SemaphoreValue:
      operation.value = objects_[operation.object].value;
      return true;
    case OperationKind::Wait:
      processes_[operation.object].waited_for = true;
      operation.value = static_cast<std::uint32_t>(processes_[operation.object].exit_code);
      return true;
    case OperationKind::Kill:
      kill(static_cast<ProcessId>(operation.object), -static_cast<int>(operation.value));
      return true;
    case OperationKind::Exit:
      end(process, operation);
      return true;
    case OperationKind::Choose:
    case OperationKind::Fate:
    case OperationKind::Fault:
      operation.value = static_cast<std::uint64_t>(outcome);
      return true;
    case OperationKind::Spawn:
    case OperationKind::WaitAll:
    case OperationKind::Sleep:
      return true;
    default:
      return apply_rare(process, operation);
  }
}

inline void Kernel::write(Operation& operation, std::uint64_t value) {
  std::byte* at = word(operation);
  const std::uint64_t old = read_word(at, operation.size);
  write_word(at, operation.size, value);
  operation.changed = read_word(at, operation.size) != old;
  if (operation.changed && !watched_.empty()) note_change(operation);
}

void Kernel::read_modify_write(Operation& operation) {
  const std::uint64_t old = read_word(word(operation), operation.size);
  std::uint64_t next = operation.value;
  if (operation.kind == OperationKind::FetchAdd) next = old + operation.value;
  if (operation.kind == OperationKind::CompareExchange && old != operation.expected) next = old;
  write(operation, next);
  operation.value = old;
}

// Whoever performs the last step of a thread is that thread; of a process, any of its threads.
void Kernel::end(ProcessId thread, const Operation& operation) {
  const ProcessId process = process_of(thread);
  if (operation.object == process) {
    stop_threads(process, thread);
    return end_process(process, static_cast<std::int32_t>(operation.value));
  }
  os::ensure(operation.object == thread, "a thread ends itself or its process");
  ProcessState& state = processes_[thread];
  state.ended = true;
  --(state.daemon ? processes_[process].daemons_alive : processes_[process].threads_alive);
}

void Kernel::end_process(ProcessId process, std::int32_t exit_code) {
  ProcessState& state = processes_[process];
  state.exit_code = exit_code;
  state.dying = false;
  state.ended = true;
  files_.close_all(process);
  streams_.close_all(process);
  if (process != 0) --processes_[state.parent].children_alive;
  if (state.threads_made > 0)
    for (ProcessState& thread : processes_) thread.ended |= thread.process == process;
  if (state.children_alive == 0) return;
  // A child dies when its parent dies (contract of os::Processes).
  for (std::size_t id = 1; id < processes_.size(); ++id)
    if (processes_[id].parent == process && processes_[id].process == id)
      kill(static_cast<ProcessId>(id), -9);
}

void Kernel::stop_threads(ProcessId process, ProcessId except) {
  if (is_alone(except)) return;
  for (std::size_t id = 0; id < processes_.size(); ++id) {
    ProcessState& state = processes_[id];
    if (state.process != process || id == except || state.ended || state.stopped) continue;
    state.stopped = true;
    ++casualties_;
    if (id != process)
      --(state.daemon ? processes_[process].daemons_alive : processes_[process].threads_alive);
  }
}

bool Kernel::is_alone(ProcessId thread) const noexcept {
  const ProcessState& process = processes_[process_of(thread)];
  const std::uint32_t others = process.threads_alive + process.daemons_alive;
  if (thread == process.process) return others == 0;
  const bool counted = !processes_[thread].stopped && !processes_[thread].ended;
  return process.stopped && others == (counted ? 1 : 0);
}

void Kernel::kill(ProcessId target, std::int32_t exit_code) {
  ProcessState& state = processes_[target];
  if (state.ended || state.dying) return;
  state.dying = true;
  ++casualties_;
  state.exit_code = exit_code;
  stop_threads(target, target);
}

std::string Kernel::path_of(ProcessId process) const {
  if (process == 0) return "";
  const ProcessState& state = processes_[process];
  const std::string parent = path_of(state.parent);
  const std::string number = std::to_string(state.number);
  if (state.process != process) return parent + "/" + number;
  return parent.empty() ? number : parent + ":" + number;
}

}  // namespace ravel::sim
