// The ring of a bounded buffer, with a turn for each side. Under it a record is copied, and then
// counted: that single store is the moment at which it is written or read.
#include "primitives/os/posix/record_pipe.h"

#include <cstring>
#include <new>

#include "primitives/os/posix/robust_lock.h"

namespace ravel::os::posix {

RecordPipe::RecordPipe(std::size_t record, std::size_t records)
    : writers_{}, readers_{}, record_(record), records_(records) {
  initialize_robust(writers_.turn);
  initialize_robust(readers_.turn);
}

std::byte* RecordPipe::place(std::uint64_t number) noexcept {
  return reinterpret_cast<std::byte*>(this + 1) + number % records_ * record_;
}

// What the caller's own side has done is read first: it can only have become more since, so that a
// difference which is seen was there.
bool RecordPipe::empty() const noexcept {
  const std::uint64_t read = readers_.done.load();
  return writers_.done.load() == read;
}

bool RecordPipe::full() const noexcept {
  const std::uint64_t written = writers_.done.load();
  return written - readers_.done.load() == records_;
}

bool RecordPipe::try_write(std::span<const std::byte> record) noexcept {
  ensure(record.size() == record_, "a piece of another size for a pipe of records");
  if (full()) return false;
  {
    const RobustLock turn(writers_.turn);
    if (full()) return false;
    const std::uint64_t number = writers_.done.load(std::memory_order_relaxed);
    std::memcpy(place(number), record.data(), record_);
    writers_.done.store(number + 1);
  }
  readers_.sleepers.wake_one();
  return true;
}

bool RecordPipe::try_read(std::span<std::byte> record) noexcept {
  ensure(record.size() == record_, "a piece of another size for a pipe of records");
  if (empty()) return false;
  {
    const RobustLock turn(readers_.turn);
    if (empty()) return false;
    const std::uint64_t number = readers_.done.load(std::memory_order_relaxed);
    std::memcpy(record.data(), place(number), record_);
    readers_.done.store(number + 1);
  }
  writers_.sleepers.wake_one();
  return true;
}

bool RecordPipe::write(std::span<const std::byte> record, Timeout timeout) {
  return writers_.sleepers.wait(timeout, [&] { return try_write(record); });
}

bool RecordPipe::read(std::span<std::byte> record, Timeout timeout) {
  return readers_.sleepers.wait(timeout, [&] { return try_read(record); });
}

Handle create_record_pipe(Arena& arena, std::size_t record, std::size_t records) {
  const Handle handle = arena.allocate(BlockKind::Pipe, sizeof(RecordPipe) + record * records);
  new (&record_pipe_at(arena, handle)) RecordPipe(record, records);
  return handle;
}

}  // namespace ravel::os::posix
