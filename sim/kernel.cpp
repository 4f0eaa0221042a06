#include "sim/kernel.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <stdexcept>

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
  open_objects_.clear();
  dying_ = 0;
}

void Kernel::add_process(ProcessId id, ProcessId parent, std::uint32_t number) {
  // An identity without a process of its own counts as one that has ended.
  ProcessState none;
  none.ended = true;
  while (processes_.size() <= id) processes_.push_back(none);
  ProcessState state;
  state.parent = parent;
  state.number = number;
  processes_[id] = state;
  ++processes_[parent].children_alive;
}

std::uint32_t Kernel::add_semaphore(ProcessId creator, std::uint32_t initial,
                                    std::uint32_t maximum) {
  objects_.push_back({ObjectKind::Semaphore, creator, ++processes_[creator].objects_made, initial,
                      maximum, initial});
  return static_cast<std::uint32_t>(objects_.size() - 1);
}

std::uint32_t Kernel::add_memory(ProcessId creator, std::size_t bytes) {
  // Eight-byte alignment, so that a word is never split by the layout.
  const std::size_t start = (memory_.size() + 7) / 8 * 8;
  memory_.resize(start + bytes, std::byte{0});
  objects_.push_back({ObjectKind::Memory, creator, ++processes_[creator].objects_made,
                      static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(bytes), 0});
  return static_cast<std::uint32_t>(objects_.size() - 1);
}

std::uint32_t Kernel::file_object(ProcessId creator, std::string_view path) {
  for (std::size_t i = 0; i < objects_.size(); ++i)
    if (objects_[i].kind == ObjectKind::File && paths_[objects_[i].value] == path)
      return static_cast<std::uint32_t>(i);
  const auto known = std::find(paths_.begin(), paths_.end(), path);
  const auto number = static_cast<std::uint32_t>(known - paths_.begin());
  if (known == paths_.end()) paths_.emplace_back(path);
  objects_.push_back({ObjectKind::File, creator, 0, number, 0, 0});
  return static_cast<std::uint32_t>(objects_.size() - 1);
}

bool Kernel::enabled(ProcessId process, const Operation& operation) const noexcept {
  switch (operation.kind) {
    case OperationKind::Acquire:
      return objects_[operation.object].value > 0;
    case OperationKind::Wait:
      return processes_[operation.object].ended;
    case OperationKind::WaitAll:
      return processes_[process].children_alive == 0;
    case OperationKind::LockFile:
      return files_.lockable(operation.offset);
    case OperationKind::Sleep:
      return false;
    default:
      return true;
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

void Kernel::apply(ProcessId process, Operation& operation, Outcome outcome) {
  if (outcome == Outcome::TimedOut) {
    operation.value = 0;
    operation.error = ETIMEDOUT;
    return;
  }
  switch (operation.kind) {
    case OperationKind::Load:
    case OperationKind::AtomicLoad:
      operation.value = read_word(word(operation), operation.size);
      return;
    case OperationKind::Store:
    case OperationKind::AtomicStore:
      write_word(word(operation), operation.size, operation.value);
      return;
    case OperationKind::Exchange:
    case OperationKind::FetchAdd:
    case OperationKind::CompareExchange:
      return read_modify_write(operation);
    case OperationKind::Acquire:
      --objects_[operation.object].value;
      operation.value = 1;
      return;
    case OperationKind::Release: {
      Object& semaphore = objects_[operation.object];
      operation.value = semaphore.value < semaphore.limit;
      semaphore.value += operation.value ? 1 : 0;
      return;
    }
    case OperationKind::SemaphoreValue:
      operation.value = objects_[operation.object].value;
      return;
    case OperationKind::Wait:
      operation.value = static_cast<std::uint32_t>(processes_[operation.object].exit_code);
      return;
    case OperationKind::Kill:
      return kill(static_cast<ProcessId>(operation.object), -static_cast<int>(operation.value));
    case OperationKind::Exit:
      return end(process, static_cast<std::int32_t>(operation.value));
    case OperationKind::Choose:
      operation.value = static_cast<std::uint64_t>(outcome);
      return;
    case OperationKind::Spawn:
    case OperationKind::WaitAll:
    case OperationKind::Sleep:
      return;
    default:
      return apply_file(process, operation);
  }
}

void Kernel::read_modify_write(Operation& operation) {
  std::byte* at = word(operation);
  const std::uint64_t old = read_word(at, operation.size);
  std::uint64_t next = operation.value;
  if (operation.kind == OperationKind::FetchAdd) next = old + operation.value;
  if (operation.kind == OperationKind::CompareExchange && old != operation.expected) next = old;
  write_word(at, operation.size, next);
  operation.value = old;
}

void Kernel::apply_file(ProcessId process, Operation& operation) {
  FileSystem::Result result;
  switch (operation.kind) {
    case OperationKind::OpenFile:
      result = files_.open(operation.path, operation.mode, process);
      if (result.error == 0) open_objects_.push_back(operation.object);
      break;
    case OperationKind::ReadFile:
      result = files_.read(operation.offset, {operation.bytes, operation.length});
      break;
    case OperationKind::WriteFile:
      result = files_.write(operation.offset, {operation.bytes, operation.length});
      break;
    case OperationKind::CloseFile:
      result.value = files_.close(operation.offset);
      break;
    case OperationKind::RenameFile:
      result = files_.rename(operation.path, operation.path_to);
      break;
    case OperationKind::RemoveFile:
      result = files_.remove(operation.path);
      break;
    case OperationKind::LockFile:
      files_.lock(operation.offset);
      result.value = 1;
      break;
    case OperationKind::UnlockFile:
      result.value = files_.unlock(operation.offset);
      break;
    default:
      os::ensure(false, "the kernel does not know this operation");
  }
  operation.value = result.value;
  operation.error = result.error;
  if (result.content != 0) operation.content = result.content;
  operation.created = result.created;
}

void Kernel::end(ProcessId process, std::int32_t exit_code) {
  ProcessState& state = processes_[process];
  state.exit_code = exit_code;
  state.ended = true;
  dying_ -= state.dying ? 1 : 0;
  state.dying = false;
  files_.close_all(process);
  if (process != 0) --processes_[state.parent].children_alive;
  if (state.children_alive == 0) return;
  // A child dies when its parent dies (contract of os::Processes).
  for (std::size_t child = 1; child < processes_.size(); ++child)
    if (processes_[child].parent == process) kill(static_cast<ProcessId>(child), -9);
}

void Kernel::kill(ProcessId target, std::int32_t exit_code) {
  ProcessState& state = processes_[target];
  if (state.ended || state.dying) return;
  state.dying = true;
  ++dying_;
  state.exit_code = exit_code;
}

std::string Kernel::path_of(ProcessId process) const {
  if (process == 0) return "";
  const ProcessState& state = processes_[process];
  const std::string parent = path_of(state.parent);
  return parent.empty() ? std::to_string(state.number)
                        : parent + ":" + std::to_string(state.number);
}

}  // namespace ravel::sim
