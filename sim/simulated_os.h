// The operating system interface on top of the execution loop. Internal to sim/: one for all
// processes of a simulation, since the loop knows which of them is running.
#pragma once

#include "primitives/os/os.h"
#include "sim/loop.h"

namespace ravel::sim {

/// Handles of ends are told from those of other objects, which are small, by this bit; the rest of
/// them is the end's number.
inline constexpr std::uint32_t kStreamBit = 0x40000000;

class SimulatedOs final : public os::Os {
 public:
  using Handle = os::Handle;
  using Timeout = os::Timeout;
  using Where = os::Where;
  using Word = os::Word;

  explicit SimulatedOs(Loop& loop) : loop_(loop) {}

  Handle spawn(const os::Program& program, Where where) override;
  std::optional<int> wait(Handle child, Timeout timeout, Where where) override;
  void kill(Handle child, os::Signal signal, Where where) override;
  [[noreturn]] void exit(int code, Where where) override { loop_.exit(code, where); }
  std::uint64_t pid() const noexcept override;
  std::uint64_t pid_of(Handle child) const noexcept override;
  std::uint32_t next_child_number() noexcept override;
  std::string process_path() const override;
  std::string process_name() const override;
  bool is_daemon() const noexcept override;
  os::RunKey run_key() const noexcept override;
  std::uint64_t number_of(os::Function function) const override;
  os::Function function_of(std::uint64_t number) const noexcept override;
  std::uint32_t processors() const noexcept override { return 2; }

  Handle start_thread(std::function<void()> body, const os::ThreadOptions& options,
                      Where where) override;
  bool wait_thread(Handle thread, Timeout timeout, Where where) override;
  std::uint32_t thread_id() const noexcept override;

  Handle create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where) override;
  bool acquire(Handle semaphore, Timeout timeout, Where where) override;
  bool release(Handle semaphore, Where where) noexcept override;
  std::uint32_t semaphore_value(Handle semaphore, Where where) override;

  Handle create_memory(std::size_t bytes, Where) override;
  std::size_t memory_size(Handle memory) const noexcept override;
  Handle create_named_memory(std::string_view name, std::size_t bytes, Where where) override;
  Handle open_named_memory(std::string_view name, Where where) override;
  void remove_memory_name(std::string_view name, Where where) override;
  std::uint64_t load(Word word, os::Access access, Where where) override;
  void store(Word word, std::uint64_t value, os::Access access, Where where) override;
  std::uint64_t exchange(Word word, std::uint64_t value, Where where) override;
  std::uint64_t fetch_add(Word word, std::uint64_t delta, Where where) override;
  std::uint64_t compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired,
                                 Where where) override;
  bool wait_until(const std::function<bool()>& predicate, Timeout timeout, Where where) override;

  Handle open_file(std::string_view path, os::FileMode mode, Where where) override;
  std::size_t read_file(Handle file, std::span<std::byte> into, Where where) override;
  std::size_t write_file(Handle file, std::span<const std::byte> bytes, Where where) override;
  void close_file(Handle file, Where where) noexcept override;
  void rename_file(std::string_view from, std::string_view to, Where where) override;
  void remove_file(std::string_view path, Where where) override;
  bool lock_file(Handle file, Timeout timeout, Where where) override;
  void unlock_file(Handle file, Where where) noexcept override;

  std::pair<Handle, Handle> create_pipe(std::size_t capacity, Where where) override;
  std::pair<Handle, Handle> create_stream_pair(Where where) override;
  Handle listen(std::string_view address, Where where) override;
  std::string listener_address(Handle listener) const override;
  Handle accept(Handle listener, Timeout timeout, Where where) override;
  Handle connect(std::string_view address, Where where) override;
  std::size_t read_stream(Handle stream, std::span<std::byte> into, Where where) override;
  std::optional<std::size_t> read_stream_within(Handle stream, std::span<std::byte> into,
                                                Timeout timeout, Where where) override;
  std::size_t write_stream(Handle stream, std::span<const std::byte> bytes, Where where) override;
  std::vector<std::size_t> poll(std::span<const Handle> objects, Timeout timeout,
                                Where where) override;
  void close_stream(Handle stream, Where where) noexcept override;

  void sleep(std::chrono::nanoseconds duration, Where where) override;
  std::chrono::nanoseconds now() override { return loop_.now(); }
  std::uint64_t entropy() override { return loop_.entropy(); }
  std::uint32_t choose(std::uint32_t alternatives, Where where) override;
  void print(std::string_view text) override;
  bool output_wanted() const noexcept override;
  void label(Handle object, std::string_view name) override;
  void observe(std::string_view name, std::string_view value) override;
  void observe(std::string_view name, std::int64_t value) override;
  void fail(std::string_view why, Where where) override;

  void close(Handle object) noexcept override;
  void share(Handle object) noexcept override;
  os::ProcessLocal& local() noexcept override { return loop_.local(); }

 private:
  static bool is_stream(Handle handle) noexcept {
    return handle != os::kNoHandle && (index(handle) & kStreamBit) != 0;
  }
  static sim::Streams::Number stream_number(Handle handle) noexcept {
    return index(handle) & ~kStreamBit;
  }
  static std::uint32_t index(Handle handle) noexcept { return static_cast<std::uint32_t>(handle); }
  static Operation make(OperationKind kind, std::uint32_t object, Where where) noexcept;
  static void set_timeout(Operation& operation, Timeout timeout) noexcept;

  ProcessId own_process() const noexcept { return loop_.kernel().process_of(loop_.current()); }
  std::uint32_t checked(Handle handle, ObjectKind kind) const noexcept;
  bool is_own_child(Handle child) const noexcept;
  std::uint32_t own_child(Handle child) const;
  Operation at(Word word, OperationKind kind, std::uint64_t value, Where where) const noexcept;
  std::uint64_t pid_of_process(ProcessId process) const noexcept;
  Word name_word(std::string_view name);

  std::uint64_t perform(Operation&& operation) { return perform(operation); }
  std::uint64_t perform(Operation& operation) {
    loop_.perform(operation);
    return operation.value;
  }

  Operation named(OperationKind kind, std::string_view path, Where where);
  bool is_own_file(Handle file) const noexcept;
  Handle own_file(Handle file) const;
  Operation opened(OperationKind kind, Handle file, Where where) const noexcept;
  std::string_view path_of(const Operation& operation) const;
  std::uint64_t perform_named(Operation& operation, std::string_view path);

  const sim::Streams::Sides& own_end(Handle end) const;
  void note_closed() const noexcept;
  Look look_of(Handle object) const;
  std::uint32_t own_listener(Handle listener) const;
  std::uint32_t address_object(std::string_view text, bool listening) const;
  Operation transfer(OperationKind kind, Handle stream, std::size_t length, Where where) const;
  std::uint64_t perform_stream(Operation& operation);

  Loop& loop_;
};

}  // namespace ravel::sim
