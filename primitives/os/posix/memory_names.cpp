// Entries are never taken from the list; one that stands for nothing is used for the next new name.
#include "primitives/os/posix/memory_names.h"

#include <cerrno>
#include <stdexcept>

#include "primitives/os/posix/checked.h"
#include "primitives/os/sharing.h"

namespace ravel::os::posix {
namespace {

struct Name {
  std::atomic<std::uint32_t> memory;  ///< handle; 0: the entry stands for nothing
  char text[kMemoryNameMax + 1];
};

/// The first entry of the run of which `wanted` holds, or none.
template <class Wanted>
Name* find(const Arena& arena, Wanted wanted) {
  for (std::uint32_t at = arena.header().names.load(); at != 0;) {
    auto& name = arena.object<Name>(Handle{at}, BlockKind::Name);
    if (wanted(name)) return &name;
    at = arena.block(Handle{at}, BlockKind::Name).next;
  }
  return nullptr;
}

Name* find(const Arena& arena, std::string_view text) {
  return find(arena, [text](const Name& name) { return name.memory != 0 && text == name.text; });
}

[[noreturn]] void refuse(int error, const char* call, std::string_view name) {
  throw_error(error, call, name);
}

/// An entry that stands for nothing yet.
Name& unused_entry(Arena& arena) {
  Name* found = find(arena, [](const Name& name) { return name.memory == 0; });
  if (found != nullptr) return *found;
  const Handle handle = arena.allocate(BlockKind::Name, sizeof(Name));
  arena.push(arena.header().names, handle);
  return arena.object<Name>(handle, BlockKind::Name);
}

}  // namespace

Handle create_named_memory(Arena& arena, std::string_view name, std::size_t bytes) {
  check_memory_name(name);
  if (bytes == 0) throw std::invalid_argument("shared memory needs at least 1 byte");
  const RobustLock lock(arena.header().names_mutex);
  if (find(arena, name) != nullptr) refuse(EEXIST, "create shared memory", name);
  Name& entry = unused_entry(arena);
  const Handle memory = arena.allocate(BlockKind::Memory, bytes);
  copy_text(name, entry.text, sizeof(entry.text));
  arena.share(memory);  // one use is the name's
  entry.memory = static_cast<std::uint32_t>(memory);
  return memory;
}

Handle open_named_memory(Arena& arena, std::string_view name) {
  check_memory_name(name);
  const RobustLock lock(arena.header().names_mutex);
  const Name* entry = find(arena, name);
  if (entry == nullptr) refuse(ENOENT, "open shared memory", name);
  const Handle memory{entry->memory.load()};
  arena.share(memory);
  return memory;
}

void remove_memory_name(Arena& arena, std::string_view name) {
  check_memory_name(name);
  const RobustLock lock(arena.header().names_mutex);
  Name* entry = find(arena, name);
  if (entry == nullptr) refuse(ENOENT, "remove the name of shared memory", name);
  arena.close(Handle{entry->memory.exchange(0)});
}

}  // namespace ravel::os::posix
