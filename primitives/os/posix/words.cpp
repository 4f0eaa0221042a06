// Plain and atomic accesses to one word, by its size.
#include "primitives/os/posix/words.h"

#include <cstring>

namespace ravel::os::posix {
namespace {

/// Calls `access` with a pointer to the word, typed by its size.
template <class Call>
std::uint64_t at(const Arena& arena, Word word, Call access) {
  Block& block = arena.block(word.memory, BlockKind::Memory);
  ensure(word.size != 0 && word.offset % word.size == 0 &&
             std::uint64_t{word.offset} + word.size <= block.size,
         "access to a word outside of its shared memory");
  std::byte* place = block.object() + word.offset;
  switch (word.size) {
    case 1:
      return access(reinterpret_cast<std::uint8_t*>(place));
    case 2:
      return access(reinterpret_cast<std::uint16_t*>(place));
    case 4:
      return access(reinterpret_cast<std::uint32_t*>(place));
    case 8:
      return access(reinterpret_cast<std::uint64_t*>(place));
    default:
      ensure(false, "a word has 1, 2, 4 or 8 bytes");
  }
  return 0;
}

template <class Type>
Type narrow(Type*, std::uint64_t value) {
  return static_cast<Type>(value);
}

}  // namespace

std::uint64_t load(const Arena& arena, Word word, Access access) {
  return at(arena, word, [&](auto* place) -> std::uint64_t {
    if (access == Access::Atomic) return __atomic_load_n(place, __ATOMIC_SEQ_CST);
    auto value = narrow(place, 0);
    std::memcpy(&value, place, sizeof(value));
    return value;
  });
}

void store(const Arena& arena, Word word, std::uint64_t value, Access access) {
  at(arena, word, [&](auto* place) -> std::uint64_t {
    const auto stored = narrow(place, value);
    if (access == Access::Atomic) {
      __atomic_store_n(place, stored, __ATOMIC_SEQ_CST);
    } else {
      std::memcpy(place, &stored, sizeof(stored));
    }
    return 0;
  });
}

std::uint64_t exchange(const Arena& arena, Word word, std::uint64_t value) {
  return at(arena, word, [&](auto* place) -> std::uint64_t {
    return __atomic_exchange_n(place, narrow(place, value), __ATOMIC_SEQ_CST);
  });
}

std::uint64_t fetch_add(const Arena& arena, Word word, std::uint64_t delta) {
  return at(arena, word, [&](auto* place) -> std::uint64_t {
    return __atomic_fetch_add(place, narrow(place, delta), __ATOMIC_SEQ_CST);
  });
}

std::uint64_t compare_exchange(const Arena& arena, Word word, std::uint64_t expected,
                               std::uint64_t desired) {
  return at(arena, word, [&](auto* place) -> std::uint64_t {
    auto old = narrow(place, expected);
    __atomic_compare_exchange_n(place, &old, narrow(place, desired), false, __ATOMIC_SEQ_CST,
                                __ATOMIC_SEQ_CST);
    return old;
  });
}

}  // namespace ravel::os::posix
