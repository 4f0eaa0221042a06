// What a process can do with byte streams: pipes, pairs, and the ends that sockets give.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "primitives/os/posix/children.h"
#include "primitives/os/posix/descriptor_table.h"
#include "primitives/os/posix/threads.h"
#include "primitives/os/streams.h"

namespace ravel::os::posix {

/// See Streams for the contracts. No read or write blocks in the system: another reader may be
/// faster than one that has a timeout, and a blocking write goes on until everything is written.
class OpenStreams {
 public:
  OpenStreams(Arena& arena, DescriptorTable& table, const ProcessThreads& threads,
              Children& children) noexcept
      : arena_(arena), table_(table), threads_(threads), children_(children) {}

  std::pair<Handle, Handle> create_pipe(std::size_t capacity);
  std::pair<Handle, Handle> create_record_pipe(std::size_t record, std::size_t records);
  std::pair<Handle, Handle> create_pair();
  std::optional<std::size_t> read(Handle stream, std::span<std::byte> into, Timeout timeout);
  std::size_t write(Handle stream, std::span<const std::byte> bytes);
  std::vector<std::size_t> poll(std::span<const Handle> objects, Timeout timeout);
  void close(Handle stream) noexcept;

 private:
  bool is_record_pipe(Handle stream) const noexcept { return arena_.has(stream, BlockKind::Pipe); }
  bool read_record(Handle pipe, std::span<std::byte> into, Timeout timeout);
  void write_record(Handle pipe, std::span<const std::byte> bytes);

  Arena& arena_;
  DescriptorTable& table_;
  const ProcessThreads& threads_;
  Children& children_;
};

}  // namespace ravel::os::posix
