// Each call goes to the part that does it; this file only says which.
#include "primitives/os/posix/posix_os.h"

#include <sched.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/children.h"
#include "primitives/os/posix/clock.h"
#include "primitives/os/posix/handles.h"
#include "primitives/os/posix/image.h"
#include "primitives/os/posix/memory_names.h"
#include "primitives/os/posix/memory_waits.h"
#include "primitives/os/posix/observations.h"
#include "primitives/os/posix/open_files.h"
#include "primitives/os/posix/open_streams.h"
#include "primitives/os/posix/process_record.h"
#include "primitives/os/posix/process_start.h"
#include "primitives/os/posix/random.h"
#include "primitives/os/posix/semaphores.h"
#include "primitives/os/posix/signals.h"
#include "primitives/os/posix/sockets.h"
#include "primitives/os/posix/words.h"
#include "primitives/os/record_pipes.h"

namespace ravel::os::posix {
namespace {

std::optional<std::uint64_t> seed_of(const RunHeader& header) {
  return header.seeded ? std::optional(header.seed) : std::nullopt;
}

class PosixOs final : public ProcessOs, public RecordPipes {
 public:
  PosixOs(Arena& arena, Handle self, std::span<const InheritedDescriptor> inherited)
      : arena_(arena),
        view_(arena),
        self_(self),
        record_(arena.object<ProcessRecord>(self, BlockKind::Process)),
        threads_(arena, self, [this](std::uint32_t ended) { children_.wait_for_those_of(ended); }),
        children_(arena, threads_),
        table_(arena, inherited),
        files_(arena.header().directory, table_, threads_),
        streams_(arena, table_, threads_, children_),
        sockets_(arena.header().sockets, table_, threads_),
        memory_waits_(threads_),
        random_(seed_of(arena.header()), record_.path) {}

  Handle spawn(const Program& program, Where) override;
  std::optional<int> wait(Handle child, Timeout timeout, Where) override {
    allowed();
    return children_.wait(child, timeout);
  }
  void kill(Handle child, Signal signal, Where) override {
    allowed();
    children_.kill(child, signal);
  }
  [[noreturn]] void exit(int code, Where) override;
  void wait_for_all() override;
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

  Handle start_thread(std::function<void()> body, const ThreadOptions& options, Where) override {
    allowed();
    return threads_.start(std::move(body), options);
  }
  bool wait_thread(Handle thread, Timeout timeout, Where) override {
    allowed();
    return threads_.wait(thread, timeout);
  }
  std::uint32_t thread_id() const noexcept override { return threads_.number(); }

  Handle create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where) override {
    allowed();
    return posix::create_semaphore(arena_, initial, maximum);
  }
  bool acquire(Handle semaphore, Timeout timeout, Where) override {
    allowed();
    return semaphore_at(view_, semaphore).try_take(self_) || wait_to_take(semaphore, timeout);
  }
  bool release(Handle semaphore, Where) noexcept override {
    return semaphore_at(view_, semaphore).give(self_);
  }
  std::uint32_t semaphore_value(Handle semaphore, Where) override {
    allowed();
    return semaphore_at(view_, semaphore).permits();
  }

  Handle create_memory(std::size_t bytes, Where) override {
    allowed();
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
    allowed();
    posix::store(arena_, word, value, access);
  }
  std::uint64_t exchange(Word word, std::uint64_t value, Where) override {
    allowed();
    return posix::exchange(arena_, word, value);
  }
  std::uint64_t fetch_add(Word word, std::uint64_t delta, Where) override {
    allowed();
    return posix::fetch_add(arena_, word, delta);
  }
  std::uint64_t compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired,
                                 Where) override {
    allowed();
    return posix::compare_exchange(arena_, word, expected, desired);
  }

  bool wait_until(const std::function<bool()>& predicate, Timeout timeout, Where) override {
    return memory_waits_.wait(predicate, timeout);
  }

  Handle open_file(std::string_view path, FileMode mode, Where) override {
    allowed();
    return files_.open(path, mode);
  }
  std::size_t read_file(Handle file, std::span<std::byte> into, Where) override {
    allowed();
    return files_.read(file, into);
  }
  std::size_t write_file(Handle file, std::span<const std::byte> bytes, Where) override {
    allowed();
    return files_.write(file, bytes);
  }
  void close_file(Handle file, Where) noexcept override { files_.close(file); }
  void rename_file(std::string_view from, std::string_view to, Where) override {
    allowed();
    files_.rename(from, to);
  }
  void remove_file(std::string_view path, Where) override {
    allowed();
    files_.remove(path);
  }
  bool lock_file(Handle file, Timeout timeout, Where) override {
    allowed();
    return files_.lock(file, timeout);
  }
  void unlock_file(Handle file, Where) noexcept override { files_.unlock(file); }

  std::pair<Handle, Handle> create_pipe(std::size_t capacity, Where) override {
    allowed();
    return streams_.create_pipe(capacity);
  }
  std::pair<Handle, Handle> create_record_pipe(std::size_t record, std::size_t records) override {
    allowed();
    return streams_.create_record_pipe(record, records);
  }
  std::pair<Handle, Handle> create_stream_pair(Where) override {
    allowed();
    return streams_.create_pair();
  }
  Handle listen(std::string_view address, Where) override {
    allowed();
    return sockets_.listen(address);
  }
  std::string listener_address(Handle listener) const override {
    return sockets_.address_of(listener);
  }
  Handle accept(Handle listener, Timeout timeout, Where) override {
    allowed();
    return sockets_.accept(listener, timeout);
  }
  Handle connect(std::string_view address, Where) override {
    allowed();
    return sockets_.connect(address);
  }
  std::size_t read_stream(Handle stream, std::span<std::byte> into, Where) override {
    allowed();
    return streams_.read(stream, into, kForever).value();
  }
  std::optional<std::size_t> read_stream_within(Handle stream, std::span<std::byte> into,
                                                Timeout timeout, Where) override {
    allowed();
    return streams_.read(stream, into, timeout);
  }
  std::size_t write_stream(Handle stream, std::span<const std::byte> bytes, Where) override {
    allowed();
    return streams_.write(stream, bytes);
  }
  std::vector<std::size_t> poll(std::span<const Handle> objects, Timeout timeout, Where) override {
    allowed();
    return streams_.poll(objects, timeout);
  }
  void close_stream(Handle stream, Where) noexcept override { streams_.close(stream); }

  void close(Handle object) noexcept override {
    is_descriptor(object) ? close_stream(object, {}) : arena_.close(object);
  }
  void share(Handle object) noexcept override {
    is_descriptor(object) ? void(table_.share(object)) : arena_.share(object);
  }
  ProcessLocal& local() noexcept override { return local_; }

  void sleep(std::chrono::nanoseconds duration, Where) override;
  std::chrono::nanoseconds now() override { return monotonic_now(); }
  std::uint64_t entropy() override { return random_.bits(); }
  std::uint32_t choose(std::uint32_t alternatives, Where) override {
    allowed();
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
  /// Throws std::logic_error in what wait_until evaluates.
  void allowed() { memory_waits_.require_allowed(); }
  bool wait_to_take(Handle semaphore, Timeout timeout);
  void flush();
  pid_t start(Handle child, const Program& program);

  Arena& arena_;
  ArenaView view_;
  Handle self_;
  ProcessRecord& record_;
  ProcessThreads threads_;
  Children children_;
  DescriptorTable table_;
  OpenFiles files_;
  OpenStreams streams_;
  Sockets sockets_;
  MemoryWaits memory_waits_;
  Random random_;
  std::atomic<std::uint32_t> children_numbered_ = 0;
  ProcessLocal local_;  // its objects may use what stands above
};

// Not inline: an acquire that need not wait would else save registers for it.
[[gnu::noinline]] bool PosixOs::wait_to_take(Handle semaphore, Timeout timeout) {
  if (timeout && timeout->count() <= 0) return false;
  const Waiting waiting(threads_.record(), WaitKind::Semaphore, semaphore);
  return semaphore_at(view_, semaphore).take(self_, timeout);
}

// Another thread may sit in a read of stdin for ever and hold that stream's lock; what only goes
// out is free sooner or later.
void PosixOs::flush() {
  std::fflush(threads_.alone() ? nullptr : stdout);
}

pid_t PosixOs::start(Handle child, const Program& program) {
  const auto lock = table_.lock();
  const std::vector<InheritedDescriptor> inherited = table_.inherited(program.handles);
  if (arena_.header().start_method == StartMethod::Spawn)
    return spawn_process(arena_, child, program, inherited);
  // What is buffered would be written twice, by parent and child.
  flush();
  return fork_process(arena_, child, inherited, [&](Os& os) {
    table_.close_all_except(inherited);
    program.entry(os, program.target, program.arguments);
  });
}

Handle PosixOs::spawn(const Program& program, Where) {
  allowed();
  // Both methods refuse the same functions, though a fork could run any.
  offset_of(reinterpret_cast<Function>(program.entry));
  offset_of(program.target);
  std::string path = record_.path;
  path += (path.empty() ? "" : ":") + std::to_string(program.number);
  const std::string name = program.name.empty() ? "Process-" + path : std::string(program.name);
  const Handle child = add_process(arena_, name, path, program.daemon);
  const auto for_each_shared = [&](void (Arena::*call)(Handle) noexcept) {
    for (const Handle object : program.handles)
      if (!is_descriptor(object)) (arena_.*call)(object);
  };
  for_each_shared(&Arena::share);
  try {
    children_.add(child, start(child, program));
  } catch (...) {
    for_each_shared(&Arena::close);
    throw;
  }
  return child;
}

std::uint32_t PosixOs::processors() const noexcept {
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof(usable), &usable) < 0) return 1;
  return static_cast<std::uint32_t>(CPU_COUNT(&usable));
}

// A thread may start children, and a daemon threads that are none.
void PosixOs::wait_for_all() {
  do {
    threads_.wait_for_all();
    children_.end_daemons();
    children_.wait_for_all();
  } while (threads_.others_run());
}

void PosixOs::exit(int code, Where) {
  allowed();
  flush();
  // The parent may never come to wait for it; what the system says is the lowest eight bits.
  record_.exit_code = code & 0xff;
  record_.ended = true;
  _exit(code);
}

void PosixOs::sleep(std::chrono::nanoseconds duration, Where) {
  allowed();
  if (duration.count() <= 0) return;
  const Waiting waiting(threads_.record(), WaitKind::Sleep);
  const timespec end = to_timespec(Deadline(duration).at());
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nullptr) == EINTR) {
  }
}

void PosixOs::print(std::string_view text) {
  while (!text.empty()) {
    const auto written =
        retried([&] { return write(arena_.header().output, text.data(), text.size()); });
    // What every program does whose reader has seen enough: "ravel run ... | head".
    if (written < 0 && errno == EPIPE) die_of_broken_pipe();
    text.remove_prefix(static_cast<std::size_t>(checked(written, "write output")));
  }
}

void PosixOs::label(Handle object, std::string_view name) {
  if (!is_descriptor(object)) {
    // What is not in the arena either, a thread, has its name.
    Block* block = arena_.find(object);
    if (block != nullptr) copy_text(name, block->label, sizeof(block->label));
  } else if (table_.use(object).kind() != DescriptorKind::File) {
    add_label(arena_, object, name);
  }
}

}  // namespace

std::unique_ptr<ProcessOs> make_os(Arena& arena, Handle self,
                                   std::span<const InheritedDescriptor> inherited) {
  return std::make_unique<PosixOs>(arena, self, inherited);
}

}  // namespace ravel::os::posix
