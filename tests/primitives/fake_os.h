// An operating system that only counts the uses of its objects: for tests of what happens around
// the calls. Everything else is refused, unless a derived one offers it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "primitives/os/os.h"

namespace ravel {

class FakeOs : public os::Os {
 public:
  using Handle = os::Handle;
  using Where = os::Where;

  std::map<Handle, int> uses;
  std::vector<std::string> printed;
  bool wanted = true;

  void close(Handle object) noexcept override { --uses[object]; }
  void share(Handle object) noexcept override { ++uses[object]; }
  Handle create_semaphore(std::uint32_t, std::uint32_t, Where) override { return create(); }
  Handle create_memory(std::size_t, Where) override { return create(); }
  std::uint32_t next_child_number() noexcept override { return ++children_; }
  std::string process_path() const override { return ""; }
  std::string process_name() const override { return "MainProcess"; }
  bool is_daemon() const noexcept override { return false; }
  os::RunKey run_key() const noexcept override { return {}; }
  std::uint64_t number_of(os::Function) const override { refuse(); }
  os::Function function_of(std::uint64_t) const noexcept override { return nullptr; }
  std::uint32_t processors() const noexcept override { return 1; }
  os::ProcessLocal& local() noexcept override { return local_; }
  Handle create_named_memory(std::string_view, std::size_t, Where) override { refuse(); }
  Handle open_named_memory(std::string_view, Where) override { refuse(); }
  void remove_memory_name(std::string_view, Where) override { refuse(); }
  void print(std::string_view text) override { printed.emplace_back(text); }
  bool output_wanted() const noexcept override { return wanted; }

  Handle spawn(const os::Program&, Where) override { refuse(); }
  std::optional<int> wait(Handle, os::Timeout, Where) override { refuse(); }
  void kill(Handle, os::Signal, Where) override { refuse(); }
  [[noreturn]] void exit(int, Where) override { refuse(); }
  std::uint64_t pid() const noexcept override { return 1; }
  std::uint64_t pid_of(Handle) const noexcept override { return 2; }
  bool acquire(Handle, os::Timeout, Where) override { refuse(); }
  bool release(Handle, Where) noexcept override { return true; }
  std::uint32_t semaphore_value(Handle, Where) override { refuse(); }
  std::size_t memory_size(Handle) const noexcept override { return 0; }
  std::uint64_t load(os::Word, os::Access, Where) override { refuse(); }
  void store(os::Word, std::uint64_t, os::Access, Where) override { refuse(); }
  std::uint64_t exchange(os::Word, std::uint64_t, Where) override { refuse(); }
  std::uint64_t fetch_add(os::Word, std::uint64_t, Where) override { refuse(); }
  std::uint64_t compare_exchange(os::Word, std::uint64_t, std::uint64_t, Where) override {
    refuse();
  }
  Handle open_file(std::string_view, os::FileMode, Where) override { refuse(); }
  std::size_t read_file(Handle, std::span<std::byte>, Where) override { refuse(); }
  std::size_t write_file(Handle, std::span<const std::byte>, Where) override { refuse(); }
  void close_file(Handle, Where) noexcept override {}
  void rename_file(std::string_view, std::string_view, Where) override { refuse(); }
  void remove_file(std::string_view, Where) override { refuse(); }
  bool lock_file(Handle, os::Timeout, Where) override { refuse(); }
  void unlock_file(Handle, Where) noexcept override {}
  void sleep(std::chrono::nanoseconds, Where) override { refuse(); }
  std::chrono::nanoseconds now() override { refuse(); }
  std::uint64_t entropy() override { refuse(); }
  std::uint32_t choose(std::uint32_t, Where) override { refuse(); }
  void label(Handle, std::string_view) override {}
  void observe(std::string_view, std::string_view) override {}
  void observe(std::string_view, std::int64_t) override {}

 private:
  [[noreturn]] static void refuse() { throw os::Unsupported("this call of a test's fake"); }

  Handle create() {
    const Handle handle{objects_++};
    uses[handle] = 1;
    return handle;
  }

  std::uint32_t objects_ = 0;
  std::uint32_t children_ = 0;
  os::ProcessLocal local_;
};

}  // namespace ravel
