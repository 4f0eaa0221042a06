// Each call goes to the part that does it; this file only says which.
#include "primitives/os/posix/posix_os.h"

#include <sched.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/children.h"
#include "primitives/os/posix/clock.h"
#include "primitives/os/posix/image.h"
#include "primitives/os/posix/memory_names.h"
#include "primitives/os/posix/observations.h"
#include "primitives/os/posix/open_files.h"
#include "primitives/os/posix/process_record.h"
#include "primitives/os/posix/process_start.h"
#include "primitives/os/posix/random.h"
#include "primitives/os/posix/semaphores.h"
#include "primitives/os/posix/words.h"

namespace ravel::os::posix {
namespace {

std::optional<std::uint64_t> seed_of(const RunHeader& header) {
  return header.seeded ? std::optional(header.seed) : std::nullopt;
}

class PosixOs final : public ProcessOs {
 public:
  PosixOs(Arena& arena, Handle self)
      : arena_(arena),
        self_(self),
        record_(arena.object<ProcessRecord>(self, BlockKind::Process)),
        children_(arena, record_),
        files_(arena.header().directory, record_),
        random_(seed_of(arena.header()), record_.path) {}

  Handle spawn(const Program& program, Where) override;
  std::optional<int> wait(Handle child, Timeout timeout, Where) override {
    return children_.wait(child, timeout);
  }
  void kill(Handle child, Signal signal, Where) override { children_.kill(child, signal); }
  [[noreturn]] void exit(int code, Where) override { end_process(arena_, self_, code); }
  void wait_for_children() override {
    children_.end_daemons();
    children_.wait_for_all();
  }
  std::uint64_t pid() const noexcept override { return static_cast<std::uint64_t>(getpid()); }
  std::uint64_t pid_of(Handle child) const noexcept override {
    const auto& record = arena_.object<ProcessRecord>(child, BlockKind::Process);
    return static_cast<std::uint64_t>(record.pid.load());
  }
  std::uint32_t next_child_number() noexcept override { return ++children_numbered_; }
  std::string process_path() const override { return record_.path; }
  std::string process_name() const override { return record_.name; }
  bool is_daemon() const noexcept override { return record_.daemon; }
  RunKey run_key() const noexcept override { return arena_.header().key; }
  std::uint64_t number_of(Function function) const override { return offset_of(function); }
  Function function_of(std::uint64_t number) const noexcept override { return function_at(number); }
  std::uint32_t processors() const noexcept override;

  Handle create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where) override {
    return posix::create_semaphore(arena_, initial, maximum);
  }
  bool acquire(Handle semaphore, Timeout timeout, Where) override {
    return posix::acquire(arena_, self_, semaphore, timeout);
  }
  bool release(Handle semaphore, Where) noexcept override {
    return posix::release(arena_, self_, semaphore);
  }
  std::uint32_t semaphore_value(Handle semaphore, Where) override {
    return posix::semaphore_value(arena_, semaphore);
  }

  Handle create_memory(std::size_t bytes, Where) override {
    if (bytes == 0) throw std::invalid_argument("shared memory needs at least 1 byte");
    return arena_.allocate(BlockKind::Memory, bytes);
  }
  std::size_t memory_size(Handle memory) const noexcept override {
    return arena_.block(memory, BlockKind::Memory).size;
  }
  Handle create_named_memory(std::string_view name, std::size_t bytes, Where) override {
    return posix::create_named_memory(arena_, name, bytes);
  }
  Handle open_named_memory(std::string_view name, Where) override {
    return posix::open_named_memory(arena_, name);
  }
  void remove_memory_name(std::string_view name, Where) override {
    posix::remove_memory_name(arena_, name);
  }
  std::uint64_t load(Word word, Access access, Where) override {
    return posix::load(arena_, word, access);
  }
  void store(Word word, std::uint64_t value, Access access, Where) override {
    posix::store(arena_, word, value, access);
  }
  std::uint64_t exchange(Word word, std::uint64_t value, Where) override {
    return posix::exchange(arena_, word, value);
  }
  std::uint64_t fetch_add(Word word, std::uint64_t delta, Where) override {
    return posix::fetch_add(arena_, word, delta);
  }
  std::uint64_t compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired,
                                 Where) override {
    return posix::compare_exchange(arena_, word, expected, desired);
  }

  Handle open_file(std::string_view path, FileMode mode, Where) override {
    return files_.open(path, mode);
  }
  std::size_t read_file(Handle file, std::span<std::byte> into, Where) override {
    return files_.read(file, into);
  }
  std::size_t write_file(Handle file, std::span<const std::byte> bytes, Where) override {
    return files_.write(file, bytes);
  }
  void close_file(Handle file, Where) noexcept override { files_.close(file); }
  void rename_file(std::string_view from, std::string_view to, Where) override {
    files_.rename(from, to);
  }
  void remove_file(std::string_view path, Where) override { files_.remove(path); }
  bool lock_file(Handle file, Timeout timeout, Where) override {
    return files_.lock(file, timeout);
  }
  void unlock_file(Handle file, Where) noexcept override { files_.unlock(file); }

  void close(Handle object) noexcept override { arena_.close(object); }
  void share(Handle object) noexcept override { arena_.share(object); }
  ProcessLocal& local() noexcept override { return local_; }

  void sleep(std::chrono::nanoseconds duration, Where) override;
  std::chrono::nanoseconds now() override { return monotonic_now(); }
  std::uint64_t entropy() override { return random_.bits(); }
  std::uint32_t choose(std::uint32_t alternatives, Where) override {
    if (alternatives == 0 || alternatives > kAlternativesMax)
      throw std::invalid_argument("choose needs 1 to 65535 alternatives");
    return random_.below(alternatives);
  }
  void print(std::string_view text) override;
  bool output_wanted() const noexcept override { return true; }
  void label(Handle object, std::string_view name) override;
  void observe(std::string_view name, std::string_view value) override {
    add_observation(arena_, name, std::string(value));
  }
  void observe(std::string_view name, std::int64_t value) override {
    add_observation(arena_, name, value);
  }

 private:
  pid_t start(Handle child, const Program& program);

  Arena& arena_;
  Handle self_;
  ProcessRecord& record_;
  Children children_;
  OpenFiles files_;
  Random random_;
  std::uint32_t children_numbered_ = 0;
  ProcessLocal local_;  // its objects may use what stands above
};

pid_t PosixOs::start(Handle child, const Program& program) {
  if (arena_.header().start_method == StartMethod::Spawn)
    return spawn_process(arena_, child, program);
  return fork_process(arena_, child, [&](Os& os) {
    files_.close_all();
    program.entry(os, program.target, program.arguments);
  });
}

Handle PosixOs::spawn(const Program& program, Where) {
  // Both methods refuse the same functions, though a fork could run any.
  offset_of(reinterpret_cast<Function>(program.entry));
  offset_of(program.target);
  std::string path = record_.path;
  path += (path.empty() ? "" : ":") + std::to_string(program.number);
  const std::string name = program.name.empty() ? "Process-" + path : std::string(program.name);
  const Handle child = add_process(arena_, name, path, program.daemon);
  for (const Handle object : program.handles) arena_.share(object);
  try {
    children_.add(child, start(child, program));
  } catch (...) {
    for (const Handle object : program.handles) arena_.close(object);
    throw;
  }
  return child;
}

std::uint32_t PosixOs::processors() const noexcept {
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof(usable), &usable) < 0) return 1;
  return static_cast<std::uint32_t>(CPU_COUNT(&usable));
}

void PosixOs::sleep(std::chrono::nanoseconds duration, Where) {
  if (duration.count() <= 0) return;
  const Waiting waiting(record_, WaitKind::Sleep);
  const timespec end = to_timespec(Deadline(duration).at());
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nullptr) == EINTR) {
  }
}

void PosixOs::print(std::string_view text) {
  while (!text.empty()) {
    const auto written =
        checked(retried([&] { return write(arena_.header().output, text.data(), text.size()); }),
                "write output");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void PosixOs::label(Handle object, std::string_view name) {
  // Files have their path, and are not in the arena.
  Block* block = arena_.find(object);
  if (block != nullptr) copy_text(name, block->label, sizeof(block->label));
}

}  // namespace

std::unique_ptr<ProcessOs> make_os(Arena& arena, Handle self) {
  return std::make_unique<PosixOs>(arena, self);
}

void end_process(Arena& arena, Handle self, int code) noexcept {
  std::fflush(nullptr);
  // The parent may never come to wait for it; what the system says is the lowest eight bits.
  auto& record = arena.object<ProcessRecord>(self, BlockKind::Process);
  record.exit_code = code & 0xff;
  record.ended = true;
  _exit(code);
}

}  // namespace ravel::os::posix
