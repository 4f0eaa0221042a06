// Allocation in the shared arena: blocks of a power of two, one list of free ones per size.
#include "primitives/os/posix/arena.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/memory_file.h"
#include "primitives/os/posix/random.h"

namespace ravel::os::posix {
namespace {

constexpr std::uint64_t kRunMagic = 0x4e55524c45564152;

std::size_t size_class(std::uint64_t block_bytes) {
  return static_cast<std::size_t>(std::bit_width((block_bytes - 1) / sizeof(Block)));
}

std::byte* map(int file, std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) throw_errno("mmap shared memory");
  return static_cast<std::byte*>(memory);
}

RunKey make_key(const RunOptions& options) {
  RunKey key{};
  Random random(options.seed, "key of the run");
  for (std::size_t i = 0; i < key.size(); i += sizeof(std::uint64_t)) {
    const std::uint64_t bits = random.bits();
    std::memcpy(&key[i], &bits, sizeof(bits));
  }
  return key;
}

}  // namespace

Arena Arena::create(const RunOptions& options) {
  Descriptor file = make_memory_file("ravel");
  checked(ftruncate(file.get(), static_cast<off_t>(kArenaBytes)), "ftruncate shared memory");
  const Mapping memory(map(file.get(), kArenaBytes));
  auto* header = reinterpret_cast<RunHeader*>(memory.get());
  initialize_robust(header->mutex);
  initialize_robust(header->names_mutex);
  header->key = make_key(options);
  header->unused = (sizeof(RunHeader) + kUnit - 1) / kUnit * kUnit;
  header->start_method = options.start_method;
  header->seeded = options.seed.has_value();
  header->seed = options.seed.value_or(0);
  header->directory = -1;
  header->sockets = -1;
  header->output = STDOUT_FILENO;
  header->magic = kRunMagic;
  return Arena(std::move(file));
}

Arena::Arena(Descriptor file)
    : ArenaView(map(file.get(), kArenaBytes)), file_(std::move(file)), mapping_(memory()) {
  ensure(header().magic == kRunMagic, "this is not the shared memory of a run");
}

void Arena::Unmap::operator()(std::byte* memory) const noexcept {
  munmap(memory, kArenaBytes);
}

Handle Arena::allocate(BlockKind kind, std::size_t size) {
  if (size > kArenaBytes) throw_error(ENOMEM, "allocate shared memory");
  const std::uint64_t bytes = size + sizeof(Block);
  const std::uint64_t offset = take(size_class(bytes));
  const Handle handle{static_cast<std::uint32_t>(offset / kUnit)};
  auto* block = reinterpret_cast<Block*>(memory() + offset);
  // Asked for here, memory that does not exist is an exception; asked for by the first access it
  // would be a SIGBUS.
  if (fallocate(file_.get(), 0, static_cast<off_t>(offset), static_cast<off_t>(bytes)) < 0)
    throw_errno("allocate shared memory");
  std::memset(block->object(), 0, size);
  block->kind = kind;
  block->size = size;
  block->uses = 1;
  block->next = 0;
  std::memset(block->label, 0, sizeof(block->label));
  block->magic = kBlockMagic;
  return handle;
}

std::uint64_t Arena::take(std::size_t index) {
  const RobustLock lock(header().mutex);
  std::uint32_t& free = header().free[index];
  if (free != 0) {
    const std::uint64_t offset = free * kUnit;
    free = find(Handle{free})->next;
    return offset;
  }
  const std::uint64_t offset = header().unused;
  const std::uint64_t bytes = kUnit << index;
  if (bytes > kArenaBytes - offset) throw_error(ENOMEM, "allocate shared memory");
  header().unused = offset + bytes;
  return offset;
}

Block& Arena::shared_block(Handle handle) const noexcept {
  ensure(has(handle, BlockKind::Semaphore) || has(handle, BlockKind::Memory) ||
             has(handle, BlockKind::Pipe),
         "a handle that is not, or no more, of an object that processes share");
  return *find(handle);
}

void Arena::share(Handle handle) noexcept {
  shared_block(handle).uses.fetch_add(1);
}

void Arena::close(Handle handle) noexcept {
  Block& closed = shared_block(handle);
  const std::uint32_t uses = closed.uses.fetch_sub(1);
  ensure(uses > 0, "an object was closed more often than it was shared");
  if (uses == 1) release(handle, closed);
}

void Arena::release(Handle handle, Block& block) noexcept {
  const std::size_t index = size_class(block.size + sizeof(Block));
  const RobustLock lock(header().mutex);
  block.magic = 0;
  block.kind = BlockKind::Free;
  block.next = header().free[index];
  header().free[index] = static_cast<std::uint32_t>(handle);
}

void Arena::push(std::atomic<std::uint32_t>& list, Handle handle) noexcept {
  Block* pushed = find(handle);
  pushed->next = list.load();
  while (!list.compare_exchange_weak(pushed->next, static_cast<std::uint32_t>(handle))) {
  }
}

void copy_text(std::string_view text, char* into, std::size_t size) noexcept {
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(into, text.data(), length);
  into[length] = '\0';
}

}  // namespace ravel::os::posix
