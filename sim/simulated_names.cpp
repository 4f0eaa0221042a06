// What processes find without a handle: functions, the key of the run, shared memory by its name.
#include <cerrno>
#include <cstring>
#include <system_error>

#include "sim/random.h"
#include "sim/simulated_os.h"

namespace ravel::sim {
namespace {

using os::Handle;
using os::Where;
using os::Word;

// Numbers count from here, so that they do not depend on where the program was loaded.
void origin() {}

std::uint64_t address_of(os::Function function) noexcept {
  return reinterpret_cast<std::uintptr_t>(function);
}

}  // namespace

bool SimulatedOs::is_daemon() const noexcept {
  return loop_.kernel().processes()[own_process()].daemon;
}

os::RunKey SimulatedOs::run_key() const noexcept {
  os::RunKey key{};
  std::uint64_t word = mixed(loop_.options().seed);
  for (std::size_t i = 0; i < key.size(); i += sizeof(word)) {
    word = mixed(word);
    std::memcpy(&key[i], &word, sizeof(word));
  }
  return key;
}

std::uint64_t SimulatedOs::number_of(os::Function function) const {
  return address_of(function) - address_of(&origin);
}

os::Function SimulatedOs::function_of(std::uint64_t number) const noexcept {
  const std::uint64_t address = address_of(&origin) + number;
  return reinterpret_cast<os::Function>(address);  // NOLINT(performance-no-int-to-ptr)
}

// A name is a word of memory: the number of the memory behind it, plus one. So whoever takes, looks
// up or frees a name does one atomic step, of a kind that explorations know.
Word SimulatedOs::name_word(std::string_view name) {
  loop_.require_allowed();
  os::check_memory_name(name);
  return {.memory = static_cast<Handle>(loop_.kernel().name_word(name)), .offset = 0, .size = 8};
}

Handle SimulatedOs::create_named_memory(std::string_view name, std::size_t bytes, Where where) {
  const Word word = name_word(name);
  const Handle memory = create_memory(bytes, where);
  if (compare_exchange(word, 0, std::uint64_t{1} + index(memory), where) != 0)
    throw std::system_error(EEXIST, std::generic_category(),
                            "create shared memory '" + std::string(name) + "'");
  return memory;
}

Handle SimulatedOs::open_named_memory(std::string_view name, Where where) {
  const std::uint64_t found = load(name_word(name), os::Access::Atomic, where);
  if (found == 0)
    throw std::system_error(ENOENT, std::generic_category(),
                            "open shared memory '" + std::string(name) + "'");
  return static_cast<Handle>(found - 1);
}

void SimulatedOs::remove_memory_name(std::string_view name, Where where) {
  if (exchange(name_word(name), 0, where) == 0)
    throw std::system_error(ENOENT, std::generic_category(),
                            "remove the name of shared memory '" + std::string(name) + "'");
}

}  // namespace ravel::sim
