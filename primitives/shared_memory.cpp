// Names, and bytes as the words that a system moves at once.
#include "primitives/shared_memory.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "primitives/arguments.h"

namespace ravel {
namespace {

std::string random_name(os::Os& os) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string name = "psm_";
  std::uint64_t bits = os.entropy();
  for (int i = 0; i < 8; ++i, bits >>= 4) name += kDigits[bits & 15];
  return name;
}

/// The largest word that begins at `offset` and has at most `size` bytes.
std::size_t word_size(std::size_t offset, std::size_t size) {
  constexpr std::size_t kWordMax = 8;
  const std::size_t alignment = offset == 0 ? kWordMax : std::size_t{1} << std::countr_zero(offset);
  return std::min({kWordMax, alignment, std::bit_floor(size)});
}

os::Word word_at(os::Handle memory, std::size_t offset, std::size_t size) {
  return {.memory = memory,
          .offset = static_cast<std::uint32_t>(offset),
          .size = static_cast<std::uint8_t>(size)};
}

}  // namespace

SharedMemory SharedMemory::create(os::Os& os, std::size_t size, std::string_view name,
                                  os::Where where) {
  if (size == 0) throw std::invalid_argument("shared memory has at least 1 byte");
  if (!name.empty()) return {os, os.create_named_memory(name, size, where), name};
  for (;;) {
    const std::string chosen = random_name(os);
    try {
      return {os, os.create_named_memory(chosen, size, where), chosen};
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::file_exists) throw;
    }
  }
}

SharedMemory SharedMemory::attach(os::Os& os, std::string_view name, os::Where where) {
  return {os, os.open_named_memory(name, where), name};
}

const SharedObject& SharedMemory::checked(std::size_t offset, std::size_t size) const {
  const std::size_t all = this->size();
  if (offset > all || size > all - offset)
    throw std::out_of_range(std::to_string(size) + " bytes at " + std::to_string(offset) +
                            " of shared memory '" + name_ + "', which has " + std::to_string(all));
  return memory_;
}

std::size_t SharedMemory::size() const {
  if (memory_.os_or_none() == nullptr)
    throw std::logic_error("shared memory '" + name_ + "' is closed, or was never opened here");
  return memory_.os().memory_size(memory_.handle());
}

void SharedMemory::read(std::size_t offset, std::span<std::byte> into, os::Where where) const {
  const SharedObject& memory = checked(offset, into.size());
  while (!into.empty()) {
    const std::size_t size = word_size(offset, into.size());
    const std::uint64_t word =
        memory.os().load(word_at(memory.handle(), offset, size), os::Access::Plain, where);
    std::memcpy(into.data(), &word, size);
    into = into.subspan(size);
    offset += size;
  }
}

void SharedMemory::write(std::size_t offset, std::span<const std::byte> bytes,
                         os::Where where) const {
  const SharedObject& memory = checked(offset, bytes.size());
  while (!bytes.empty()) {
    const std::size_t size = word_size(offset, bytes.size());
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), size);
    memory.os().store(word_at(memory.handle(), offset, size), word, os::Access::Plain, where);
    bytes = bytes.subspan(size);
    offset += size;
  }
}

void SharedMemory::unlink(os::Where where) const {
  if (os_ == nullptr) throw std::logic_error("shared memory that was never opened has no name");
  os_->remove_memory_name(name_, where);
}

}  // namespace ravel
