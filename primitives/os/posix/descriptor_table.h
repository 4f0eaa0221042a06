// What one process has open: the descriptors behind the handles of files, streams and listeners.
// Safe for threads; it knows nothing of what is done with a descriptor.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/descriptor.h"

namespace ravel::os::posix {

enum class DescriptorKind : std::uint8_t { File, ReadEnd, WriteEnd, Duplex, Listener };

/// What a child finds open when it starts.
struct InheritedDescriptor {
  Handle handle = kNoHandle;
  int descriptor = -1;
  DescriptorKind kind = DescriptorKind::File;
};

class DescriptorTable {
  struct Entry {
    Descriptor descriptor;
    DescriptorKind kind = DescriptorKind::File;
    std::string path;         // of a file
    std::uint32_t uses = 1;   // 0: closed, but calls go on
    std::uint32_t calls = 0;  // that are being made
  };
  using Entries = std::map<Handle, Entry>;

 public:
  DescriptorTable(Arena& arena, std::span<const InheritedDescriptor> inherited);

  /// Names what `open` returns. An invalid Descriptor is kNoHandle.
  template <class Open>
  Handle add(DescriptorKind kind, Open open, std::string path = {}) {
    const auto guard = lock();
    return insert(open(), kind, std::move(path));
  }

  /// Names the two descriptors that `open` returns.
  template <class Open>
  std::pair<Handle, Handle> add_pair(DescriptorKind first, DescriptorKind second, Open open) {
    const auto guard = lock();
    std::pair<Descriptor, Descriptor> opened = open();
    const Handle handle = insert(std::move(opened.first), first, {});
    return {handle, insert(std::move(opened.second), second, {})};
  }

  /// Keeps a descriptor open for the duration of a call, also if another thread closes it.
  class Use {
   public:
    Use(Use&& other) noexcept : table_(std::exchange(other.table_, nullptr)), at_(other.at_) {}
    Use& operator=(Use&&) = delete;
    ~Use() {
      if (table_ != nullptr) table_->end_call(at_);
    }
    int descriptor() const noexcept { return at_->second.descriptor.get(); }
    DescriptorKind kind() const noexcept { return at_->second.kind; }
    const std::string& path() const noexcept { return at_->second.path; }

   private:
    friend DescriptorTable;
    Use(DescriptorTable& table, Entries::iterator at) noexcept : table_(&table), at_(at) {}
    DescriptorTable* table_;
    Entries::iterator at_;
  };
  /// Nothing, or std::logic_error, unless this process has `handle` open.
  std::optional<Use> find(Handle handle) noexcept;
  Use use(Handle handle);

  /// Count the uses; the last `close` closes. False, and nothing else, for what is not open, or not
  /// a file when it should be, or the reverse.
  bool share(Handle handle) noexcept;
  bool close(Handle handle, bool file) noexcept;

  /// Taken by whoever opens something or starts a process: a child, which may be a copy of this
  /// process at any moment, then has nothing open that is not in the table.
  std::unique_lock<std::mutex> lock() noexcept { return std::unique_lock(mutex_); }

  /// What a child is to inherit, under the lock. Throws std::logic_error for what is not open, and
  /// for a file.
  std::vector<InheritedDescriptor> inherited(std::span<const Handle> handles) const;

  /// In the copy of a process, and under the lock that was taken before: closes what it does not
  /// inherit. This copy of the table must not be used any more.
  void close_all_except(std::span<const InheritedDescriptor> inherited) const noexcept;

 private:
  Handle insert(Descriptor descriptor, DescriptorKind kind, std::string path);
  void end_call(Entries::iterator at) noexcept;
  void erase_if_unused(Entries::iterator at) noexcept;

  Arena& arena_;
  std::mutex mutex_;
  Entries entries_;
};

}  // namespace ravel::os::posix
