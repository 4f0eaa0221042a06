// Entries stay where they are while they are in the table, so that a call can look at its own one
// without the lock.
#include "primitives/os/posix/descriptor_table.h"

#include <algorithm>
#include <stdexcept>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/handles.h"

namespace ravel::os::posix {
namespace {

[[noreturn]] void refuse_closed() {
  throw std::logic_error("not open in this process: closed already, or never opened here");
}

}  // namespace

DescriptorTable::DescriptorTable(Arena& arena, std::span<const InheritedDescriptor> inherited)
    : arena_(arena) {
  for (const InheritedDescriptor& each : inherited)
    entries_.emplace(each.handle, Entry{Descriptor(each.descriptor), each.kind, {}});
}

Handle DescriptorTable::insert(Descriptor descriptor, DescriptorKind kind, std::string path) {
  if (descriptor.get() < 0) return kNoHandle;
  const std::uint32_t number = arena_.header().descriptors.fetch_add(1);
  if (number >= ~kDescriptorBit) throw_error(ENFILE, "open, as the run is out of handles");
  const Handle handle{kDescriptorBit | number};
  entries_.emplace(handle, Entry{std::move(descriptor), kind, std::move(path)});
  return handle;
}

std::optional<DescriptorTable::Use> DescriptorTable::find(Handle handle) noexcept {
  const auto guard = lock();
  const auto found = entries_.find(handle);
  if (found == entries_.end() || found->second.uses == 0) return std::nullopt;
  ++found->second.calls;
  return Use(*this, found);
}

DescriptorTable::Use DescriptorTable::use(Handle handle) {
  std::optional<Use> found = find(handle);
  if (!found) refuse_closed();
  return std::move(*found);
}

void DescriptorTable::end_call(Entries::iterator at) noexcept {
  const auto guard = lock();
  --at->second.calls;
  erase_if_unused(at);
}

void DescriptorTable::erase_if_unused(Entries::iterator at) noexcept {
  if (at->second.uses == 0 && at->second.calls == 0) entries_.erase(at);
}

bool DescriptorTable::share(Handle handle) noexcept {
  const auto guard = lock();
  const auto found = entries_.find(handle);
  if (found == entries_.end() || found->second.uses == 0) return false;
  ++found->second.uses;
  return true;
}

bool DescriptorTable::close(Handle handle, bool file) noexcept {
  const auto guard = lock();
  const auto found = entries_.find(handle);
  if (found == entries_.end() || found->second.uses == 0) return false;
  if ((found->second.kind == DescriptorKind::File) != file) return false;
  --found->second.uses;
  erase_if_unused(found);
  return true;
}

std::vector<InheritedDescriptor> DescriptorTable::inherited(std::span<const Handle> handles) const {
  std::vector<InheritedDescriptor> result;
  for (const Handle handle : handles) {
    if (!is_descriptor(handle)) continue;
    const auto found = entries_.find(handle);
    if (found == entries_.end() || found->second.uses == 0) refuse_closed();
    if (found->second.kind == DescriptorKind::File)
      throw std::logic_error("an open file belongs to the process that opened it");
    result.push_back({handle, found->second.descriptor.get(), found->second.kind});
  }
  return result;
}

void DescriptorTable::close_all_except(
    std::span<const InheritedDescriptor> inherited) const noexcept {
  for (const auto& [handle, entry] : entries_)
    if (std::ranges::find(inherited, handle, &InheritedDescriptor::handle) == inherited.end())
      ::close(entry.descriptor.get());
}

}  // namespace ravel::os::posix
