// The files that one process has open, in the directory of its run.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "primitives/os/files.h"
#include "primitives/os/posix/descriptor.h"
#include "primitives/os/posix/process_record.h"

namespace ravel::os::posix {

/// See Files for the contracts.
class OpenFiles {
 public:
  /// `directory` is a descriptor of the run's directory.
  OpenFiles(int directory, ProcessRecord& self) noexcept : directory_(directory), self_(self) {}

  Handle open(std::string_view path, FileMode mode);
  std::size_t read(Handle file, std::span<std::byte> into) const;
  std::size_t write(Handle file, std::span<const std::byte> bytes) const;
  void close(Handle file) noexcept;
  bool lock(Handle file, Timeout timeout);
  void unlock(Handle file) noexcept;

  void rename(std::string_view from, std::string_view to) const;
  void remove(std::string_view path) const;

  /// What a forked child does first: open files belong to the process that opened them.
  void close_all() noexcept { files_.clear(); }

 private:
  struct File {
    Descriptor descriptor;
    std::string path;
  };
  const File& file(Handle handle) const;

  int directory_;
  ProcessRecord& self_;
  std::map<Handle, File> files_;
};

}  // namespace ravel::os::posix
