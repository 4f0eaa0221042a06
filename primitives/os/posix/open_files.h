// What a process can do with files, in the directory of its run.
#pragma once

#include <cstddef>
#include <span>

#include "primitives/os/files.h"
#include "primitives/os/posix/descriptor_table.h"
#include "primitives/os/posix/threads.h"

namespace ravel::os::posix {

/// See Files for the contracts.
class OpenFiles {
 public:
  /// `directory` is a descriptor of the directory for files.
  OpenFiles(int directory, DescriptorTable& table, const ProcessThreads& threads) noexcept
      : directory_(directory), table_(table), threads_(threads) {}

  Handle open(std::string_view path, FileMode mode);
  std::size_t read(Handle file, std::span<std::byte> into) const;
  std::size_t write(Handle file, std::span<const std::byte> bytes) const;
  void close(Handle file) noexcept;
  bool lock(Handle file, Timeout timeout);
  void unlock(Handle file) noexcept;

  void rename(std::string_view from, std::string_view to) const;
  void remove(std::string_view path) const;

 private:
  DescriptorTable::Use file(Handle handle) const;

  int directory_;
  DescriptorTable& table_;
  const ProcessThreads& threads_;
};

}  // namespace ravel::os::posix
