// The part of the kernel that has to do with files, streams and looking at several things at once.
#include <algorithm>
#include <cerrno>

#include "sim/kernel.h"

namespace ravel::sim {
namespace {

constexpr std::uint32_t kFirstFreePort = 49'152;  // RFC 6335: ports from here on are for anybody
constexpr std::uint32_t kPortsOfAProcess = 128;

}  // namespace

bool Kernel::apply_rare(ProcessId process, Operation& operation) {
  if (operation.kind == OperationKind::Stop) {
    stop_threads(process_of(process), process);
    return true;
  }
  if (operation.kind == OperationKind::Evaluate) return evaluate(operation);
  if (operation.kind < OperationKind::ReadStream)
    apply_file(process_of(process), operation);
  else
    apply_stream(process, operation);
  return true;
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

std::pair<std::uint32_t, std::uint32_t> Kernel::add_pipe(ProcessId creator, std::size_t capacity) {
  const std::uint32_t object = add_object(ObjectKind::Stream, creator, 0, capacity, 0);
  return streams_.add_pipe(creator, process_of(creator), object, capacity);
}

std::pair<std::uint32_t, std::uint32_t> Kernel::add_two_streams(ProcessId creator) {
  const std::uint32_t first = add_object(ObjectKind::Stream, creator, 0, os::kStreamCapacity, 0);
  return {first, add_object(ObjectKind::Stream, creator, 0, os::kStreamCapacity, 0)};
}

std::pair<std::uint32_t, std::uint32_t> Kernel::add_stream_pair(ProcessId creator) {
  return streams_.add_pair(creator, process_of(creator), add_two_streams(creator),
                           os::kStreamCapacity);
}

std::uint16_t Kernel::free_port(ProcessId process) {
  const std::uint32_t chosen = processes_[process].ports_chosen++ % kPortsOfAProcess;
  return static_cast<std::uint16_t>(kFirstFreePort + process * kPortsOfAProcess + chosen);
}

void Kernel::connect(ProcessId process, Operation& operation) {
  if (!streams_.listening(operation.object)) {
    operation.error = ECONNREFUSED;
    return;
  }
  const auto streams = add_two_streams(process);
  const Streams::Result made = streams_.connect(process, process_of(process), operation.object,
                                                streams, os::kStreamCapacity);
  operation.value = made.value;
  operation.offset = streams.first;
}

void Kernel::apply_stream(ProcessId thread, Operation& operation) {
  const ProcessId process = process_of(thread);
  Streams::Result result;
  switch (operation.kind) {
    case OperationKind::ReadStream:
      result = streams_.read(process, operation.end, {operation.bytes, operation.length});
      break;
    case OperationKind::WriteStream:
      operation.bare = is_bare(thread, operation);
      result = streams_.write(process, operation.end, {operation.bytes, operation.length});
      break;
    case OperationKind::CloseStream:
      // Another thread may have closed it since the call was made.
      if (streams_.find(process, operation.end) == nullptr) operation.error = EBADF;
      // All uses at once if the process ends.
      while (!streams_.close(process, operation.end) &&
             streams_.find(process, operation.end) != nullptr) {
      }
      return;
    case OperationKind::Listen:
      result = streams_.listen(thread, process, operation.object);
      break;
    case OperationKind::Accept:
      result = streams_.accept(process, operation.end);
      if (result.error == 0)
        operation.offset =
            streams_.find(process, static_cast<Streams::Number>(result.value))->reads;
      break;
    case OperationKind::Connect:
      return connect(thread, operation);
    case OperationKind::Poll:
      return poll(process, operation);
    default:
      os::ensure(false, "the kernel does not know this operation");
  }
  operation.value = result.value;
  operation.error = result.error;
}

void Kernel::poll(ProcessId process, Operation& operation) {
  operation.value = 0;
  for (std::uint32_t i = 0; i < operation.offset; ++i) {
    Look& look = looks_[operation.object + i];
    look.value = is_ready(process, look);
    operation.value += look.value;
  }
}

bool Kernel::evaluate(Operation& operation) {
  const auto is_of_last_time = [&](std::uint32_t look) {
    return look >= operation.object && look - operation.object < operation.offset;
  };
  std::erase_if(watched_, is_of_last_time);
  const std::size_t first = looks_.size();
  operation.value = operation.condition->holds();
  operation.object = static_cast<std::uint32_t>(first);
  operation.offset = static_cast<std::uint32_t>(looks_.size() - first);
  const bool only_tries = operation.timed && operation.timeout.count() <= 0;
  const bool over = operation.value != 0 || only_tries;
  for (std::size_t look = first; look < looks_.size() && !over; ++look)
    watched_.push_back(static_cast<std::uint32_t>(look));
  return over;
}

// Tells those who wait for a change of what they looked at.
void Kernel::note_change(const Operation& write) {
  for (const std::uint32_t watched : watched_) {
    Look& look = looks_[watched];
    look.changed |= look.object == write.object && look.offset < write.offset + write.size &&
                    write.offset < look.offset + look.size;
  }
}

void Kernel::look(Operation& load) {
  apply(0, load, Outcome::Done);
  looks_.push_back({LookKind::Memory, load.size, load.object, load.offset, 0, load.value, false});
}

bool Kernel::is_ready(ProcessId process, const Look& look) const noexcept {
  switch (look.kind) {
    case LookKind::Stream:
      return streams_.readable(process, look.end);
    case LookKind::Address:
      return streams_.acceptable(process, look.end);
    case LookKind::Process:
      return processes_[look.object].ended;
    case LookKind::Memory:
      return look.changed;
  }
  return false;
}

bool Kernel::enabled_io(ProcessId thread, const Operation& operation) const noexcept {
  const ProcessId process = process_of(thread);
  switch (operation.kind) {
    case OperationKind::ReadStream:
      return operation.length == 0 || streams_.readable(process, operation.end);
    case OperationKind::WriteStream:
      return operation.length == 0 || streams_.writable(process, operation.end);
    case OperationKind::Accept:
      return streams_.acceptable(process, operation.end);
    case OperationKind::Evaluate:
      // It has not been evaluated yet, or would perhaps give another result now.
      return operation.value != 0 || any_ready(process, operation);
    case OperationKind::Poll:
      return any_ready(process, operation);
    default:
      return true;
  }
}

bool Kernel::any_ready(ProcessId process, const Operation& operation) const noexcept {
  for (std::uint32_t i = 0; i < operation.offset; ++i)
    if (is_ready(process, looks_[operation.object + i])) return true;
  return false;
}

bool Kernel::next_closing(ProcessId thread, Operation& operation) const {
  const ProcessId process = process_of(thread);
  const Streams::Number end = streams_.first_open(process);
  const auto file = files_.locked_file_of(process);
  if (end == Streams::kNone && !file) return false;
  operation = {};
  if (end != Streams::kNone) {
    set_closing(operation, *streams_.find(process, end));
    operation.end = end;
  } else {
    operation.kind = OperationKind::CloseFile;
    operation.object = open_object(*file);
    operation.offset = *file;
    operation.content = files_.content_of(*file);
  }
  return true;
}

ProcessSet Kernel::holders(const Operation& operation) const {
  switch (operation.kind) {
    case OperationKind::ReadStream:
      return streams_.writers(operation.end);
    case OperationKind::WriteStream:
      return streams_.readers(operation.end);
    default:
      return {};
  }
}

}  // namespace ravel::sim
