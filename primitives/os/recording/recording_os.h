// An operating system that does what another one does and writes down each call: a decorator of one
// process, used by all its threads.
#pragma once

#include <atomic>
#include <mutex>
#include <set>

#include "primitives/os/os.h"
#include "primitives/os/recording/log.h"

namespace ravel::os::recording {

class RecordingOs final : public Os {
 public:
  /// For the process that its creator calls `self`. `os` and the log's memory must outlive this.
  RecordingOs(Os& os, const Log& log, Handle self);

  /// Writes down that the process waits for its threads and children, while `wait` does.
  void wait_for_all(const std::function<void()>& wait);

  Handle spawn(const Program& program, Where where) override;
  std::optional<int> wait(Handle child, Timeout timeout, Where where) override;
  void kill(Handle child, Signal signal, Where where) override;
  [[noreturn]] void exit(int code, Where where) override;
  std::uint64_t pid() const noexcept override { return os_.pid(); }
  std::uint64_t pid_of(Handle child) const noexcept override { return os_.pid_of(child); }
  std::uint32_t next_child_number() noexcept override { return os_.next_child_number(); }
  std::string process_path() const override { return os_.process_path(); }
  std::string process_name() const override { return os_.process_name(); }
  bool is_daemon() const noexcept override { return os_.is_daemon(); }
  RunKey run_key() const noexcept override { return os_.run_key(); }
  std::uint64_t number_of(Function function) const override { return os_.number_of(function); }
  Function function_of(std::uint64_t number) const noexcept override {
    return os_.function_of(number);
  }
  std::uint32_t processors() const noexcept override { return os_.processors(); }

  Handle start_thread(std::function<void()> body, const ThreadOptions& options,
                      Where where) override;
  bool wait_thread(Handle thread, Timeout timeout, Where where) override;
  std::uint32_t thread_id() const noexcept override { return os_.thread_id(); }

  Handle create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where where) override;
  bool acquire(Handle semaphore, Timeout timeout, Where where) override;
  bool release(Handle semaphore, Where where) noexcept override;
  std::uint32_t semaphore_value(Handle semaphore, Where where) override;

  Handle create_memory(std::size_t bytes, Where where) override;
  std::size_t memory_size(Handle memory) const noexcept override { return os_.memory_size(memory); }
  Handle create_named_memory(std::string_view name, std::size_t bytes, Where where) override;
  Handle open_named_memory(std::string_view name, Where where) override {
    return os_.open_named_memory(name, where);
  }
  void remove_memory_name(std::string_view name, Where where) override {
    os_.remove_memory_name(name, where);
  }
  std::uint64_t load(Word word, Access access, Where where) override;
  void store(Word word, std::uint64_t value, Access access, Where where) override;
  std::uint64_t exchange(Word word, std::uint64_t value, Where where) override;
  std::uint64_t fetch_add(Word word, std::uint64_t delta, Where where) override;
  std::uint64_t compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired,
                                 Where where) override;
  bool wait_until(const std::function<bool()>& predicate, Timeout timeout, Where where) override;

  Handle open_file(std::string_view path, FileMode mode, Where where) override;
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
  std::string listener_address(Handle listener) const override {
    return os_.listener_address(listener);
  }
  Handle accept(Handle listener, Timeout timeout, Where where) override;
  Handle connect(std::string_view address, Where where) override;
  std::size_t read_stream(Handle stream, std::span<std::byte> into, Where where) override;
  std::optional<std::size_t> read_stream_within(Handle stream, std::span<std::byte> into,
                                                Timeout timeout, Where where) override;
  std::size_t write_stream(Handle stream, std::span<const std::byte> bytes, Where where) override;
  std::vector<std::size_t> poll(std::span<const Handle> objects, Timeout timeout,
                                Where where) override;
  void close_stream(Handle stream, Where where) noexcept override;

  void close(Handle object) noexcept override;
  void share(Handle object) noexcept override { os_.share(object); }
  ProcessLocal& local() noexcept override { return os_.local(); }

  void sleep(std::chrono::nanoseconds duration, Where where) override;
  std::chrono::nanoseconds now() override { return os_.now(); }
  std::uint64_t entropy() override { return os_.entropy(); }
  std::uint32_t choose(std::uint32_t alternatives, Where where) override;
  void print(std::string_view text) override { os_.print(text); }
  bool output_wanted() const noexcept override { return os_.output_wanted(); }
  void label(Handle object, std::string_view name) override;
  void observe(std::string_view name, std::string_view value) override { os_.observe(name, value); }
  void observe(std::string_view name, std::int64_t value) override { os_.observe(name, value); }
  void fail(std::string_view why, Where where) override { os_.fail(why, where); }

 private:
  class Record;
  class Predicate;

  bool in_predicate();

  Os& os_;
  Log log_;
  Handle self_;
  std::atomic<bool> has_started_ = false;  // a thread or a child
  // The loads of a predicate belong to its wait, however often it looks.
  std::atomic<std::uint32_t> predicates_ = 0;
  std::mutex mutex_;
  std::set<std::uint32_t> in_predicates_;  // threads
};

}  // namespace ravel::os::recording
