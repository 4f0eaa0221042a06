#include "sim/simulated_os.h"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "sim/loop.h"

namespace ravel::sim {
namespace {

using os::Handle;
using os::Timeout;
using os::Where;
using os::Word;

std::uint32_t index(Handle handle) noexcept {
  return static_cast<std::uint32_t>(handle);
}
Handle handle(std::uint64_t index) noexcept {
  return static_cast<Handle>(index);
}

Operation make(OperationKind kind, std::uint32_t object, Where where) noexcept {
  Operation operation;
  operation.kind = kind;
  operation.object = object;
  operation.where = where;
  return operation;
}

void set_timeout(Operation& operation, Timeout timeout) noexcept {
  operation.timed = timeout.has_value();
  operation.timeout = timeout.value_or(std::chrono::nanoseconds(0));
}

// Paths that the real backends refuse too.
void check_path(std::string_view path) {
  const bool leaves = path.starts_with('/') || path == ".." || path.starts_with("../") ||
                      path.find("/../") != std::string_view::npos || path.ends_with("/..");
  if (leaves || path.empty())
    throw std::invalid_argument("path '" + std::string(path) +
                                "' must be relative and stay inside the run's directory");
}

class SimulatedOs final : public os::Os {
 public:
  explicit SimulatedOs(Loop& loop) : loop_(loop) {}

  // Processes

  Handle spawn(const os::Program& program, Where where) override {
    if (loop_.reaping()) throw Reaped{};
    return handle(loop_.spawn(program, where));
  }

  std::optional<int> wait(Handle child, Timeout timeout, Where where) override {
    Operation operation = make(OperationKind::Wait, own_child(child), where);
    set_timeout(operation, timeout);
    loop_.perform(operation);
    if (operation.error == ETIMEDOUT) return {};
    return static_cast<std::int32_t>(operation.value);
  }

  void kill(Handle child, os::Signal signal, Where where) override {
    Operation operation = make(OperationKind::Kill, own_child(child), where);
    operation.value = static_cast<std::uint64_t>(signal);
    loop_.perform(operation);
  }

  [[noreturn]] void exit(int code, Where where) override { loop_.exit(code, where); }
  std::uint64_t pid() const noexcept override { return pid_of_process(loop_.current()); }
  std::uint64_t pid_of(Handle child) const noexcept override {
    return pid_of_process(static_cast<ProcessId>(index(child)));
  }
  std::uint32_t next_child_number() noexcept override {
    return ++loop_.kernel().process(loop_.current()).children_named;
  }
  std::string process_path() const override { return loop_.kernel().path_of(loop_.current()); }
  std::string process_name() const override { return loop_.name_of(loop_.current()); }

  // Semaphores

  Handle create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where) override {
    if (maximum == 0 || initial > maximum)
      throw std::invalid_argument("a semaphore needs 0 <= initial <= maximum and maximum >= 1");
    return handle(loop_.kernel().add_semaphore(loop_.current(), initial, maximum));
  }

  bool acquire(Handle semaphore, Timeout timeout, Where where) override {
    Operation operation =
        make(OperationKind::Acquire, checked(semaphore, ObjectKind::Semaphore), where);
    set_timeout(operation, timeout);
    loop_.perform(operation);
    return operation.value != 0;
  }

  bool release(Handle semaphore, Where where) noexcept override {
    Operation operation =
        make(OperationKind::Release, checked(semaphore, ObjectKind::Semaphore), where);
    operation.value = 1;
    loop_.perform_quietly(operation);
    return operation.value != 0;
  }

  std::uint32_t semaphore_value(Handle semaphore, Where where) override {
    return static_cast<std::uint32_t>(perform(
        make(OperationKind::SemaphoreValue, checked(semaphore, ObjectKind::Semaphore), where)));
  }

  // Shared memory

  Handle create_memory(std::size_t bytes, Where) override {
    constexpr std::size_t kBytesMax = std::size_t{1} << 30;
    if (bytes == 0) throw std::invalid_argument("shared memory needs at least 1 byte");
    const std::size_t used = loop_.kernel().memory_bytes();
    if (bytes > kBytesMax || used + bytes > kBytesMax)
      throw std::system_error(ENOMEM, std::generic_category(), "memory");
    return handle(loop_.kernel().add_memory(loop_.current(), bytes));
  }

  std::size_t memory_size(Handle memory) const noexcept override {
    return loop_.kernel().objects()[checked(memory, ObjectKind::Memory)].limit;
  }

  std::uint64_t load(Word word, os::Access access, Where where) override {
    const bool plain = access == os::Access::Plain;
    return perform(at(word, plain ? OperationKind::Load : OperationKind::AtomicLoad, 0, where));
  }

  void store(Word word, std::uint64_t value, os::Access access, Where where) override {
    const bool plain = access == os::Access::Plain;
    perform(at(word, plain ? OperationKind::Store : OperationKind::AtomicStore, value, where));
  }

  std::uint64_t exchange(Word word, std::uint64_t value, Where where) override {
    return perform(at(word, OperationKind::Exchange, value, where));
  }

  std::uint64_t fetch_add(Word word, std::uint64_t delta, Where where) override {
    return perform(at(word, OperationKind::FetchAdd, delta, where));
  }

  std::uint64_t compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired,
                                 Where where) override {
    Operation operation = at(word, OperationKind::CompareExchange, desired, where);
    operation.expected = expected;
    return perform(operation);
  }

  // Files

  Handle open_file(std::string_view path, os::FileMode mode, Where where) override {
    Operation operation = named(OperationKind::OpenFile, path, where);
    operation.mode = mode;
    operation.offset = static_cast<std::uint32_t>(mode);
    return handle(perform(operation, path));
  }

  std::size_t read_file(Handle file, std::span<std::byte> into, Where where) override {
    Operation operation = opened(OperationKind::ReadFile, own_file(file), where);
    operation.bytes = into.data();
    operation.length = into.size();
    return perform(operation, path_of(operation));
  }

  std::size_t write_file(Handle file, std::span<const std::byte> bytes, Where where) override {
    Operation operation = opened(OperationKind::WriteFile, own_file(file), where);
    // The kernel only reads what a WriteFile points to.
    operation.bytes = const_cast<std::byte*>(bytes.data());
    operation.length = bytes.size();
    return perform(operation, path_of(operation));
  }

  void close_file(Handle file, Where where) noexcept override {
    Operation operation = opened(OperationKind::CloseFile, file, where);
    loop_.perform_quietly(operation);
  }

  void rename_file(std::string_view from, std::string_view to, Where where) override {
    check_path(to);
    Operation operation = named(OperationKind::RenameFile, from, where);
    operation.path_to = to;
    operation.offset = loop_.kernel().file_object(loop_.current(), to);
    perform(operation, from);
  }

  void remove_file(std::string_view path, Where where) override {
    perform(named(OperationKind::RemoveFile, path, where), path);
  }

  bool lock_file(Handle file, Timeout timeout, Where where) override {
    Operation operation = opened(OperationKind::LockFile, own_file(file), where);
    // Locking again what one has locked is nobody else's concern.
    if (loop_.kernel().files().locked_by(index(file))) operation.content = 0;
    set_timeout(operation, timeout);
    loop_.perform(operation);
    return operation.value != 0;
  }

  void unlock_file(Handle file, Where where) noexcept override {
    Operation operation = opened(OperationKind::UnlockFile, file, where);
    loop_.perform_quietly(operation);
  }

  // Surroundings

  void sleep(std::chrono::nanoseconds duration, Where where) override {
    if (loop_.options().clock == Clock::Any) return loop_.sleep(duration);
    Operation operation = make(OperationKind::Sleep, 0, where);
    set_timeout(operation, duration);
    loop_.perform(operation);
  }
  std::chrono::nanoseconds now() override { return loop_.now(); }
  std::uint64_t entropy() override { return loop_.entropy(); }

  std::uint32_t choose(std::uint32_t alternatives, Where where) override {
    if (alternatives == 0 || alternatives > os::kAlternativesMax)
      throw std::invalid_argument("choose needs 1 to 65535 alternatives");
    if (alternatives == 1) return 0;
    Operation operation = make(OperationKind::Choose, 0, where);
    operation.value = alternatives;
    operation.offset = alternatives;
    return static_cast<std::uint32_t>(perform(operation));
  }

  void print(std::string_view text) override {
    if (output_wanted()) loop_.print(text);
  }
  bool output_wanted() const noexcept override {
    return loop_.options().collect_output && !loop_.reaping();
  }
  void label(Handle object, std::string_view name) override {
    if (!loop_.reaping()) loop_.label(index(object), name);
  }
  void observe(std::string_view name, std::string_view value) override {
    if (!loop_.reaping()) loop_.observation(name).value = std::string(value);
  }
  void observe(std::string_view name, std::int64_t value) override {
    if (!loop_.reaping()) loop_.observation(name).value = value;
  }

  // Objects live as long as the execution: nobody can tell, and numbers are never used twice.
  void close(Handle) noexcept override {}
  void share(Handle) noexcept override {}

 private:
  std::uint32_t checked(Handle handle, ObjectKind kind) const noexcept {
    const auto& objects = loop_.kernel().objects();
    os::ensure(index(handle) < objects.size() && objects[index(handle)].kind == kind,
               "a handle does not name an object of the kind that the call needs");
    return index(handle);
  }

  std::uint32_t own_child(Handle child) const {
    const auto& processes = loop_.kernel().processes();
    const bool own = index(child) > 0 && index(child) < processes.size() &&
                     processes[index(child)].parent == loop_.current();
    if (!own && !loop_.reaping())
      throw std::logic_error("can only wait for or end a child of one's own");
    return index(child);
  }

  Operation at(Word word, OperationKind kind, std::uint64_t value, Where where) const noexcept {
    Operation operation = make(kind, checked(word.memory, ObjectKind::Memory), where);
    operation.offset = word.offset;
    operation.size = word.size;
    operation.value = value;
    return operation;
  }

  Operation named(OperationKind kind, std::string_view path, Where where) {
    check_path(path);
    Operation operation = make(kind, loop_.kernel().file_object(loop_.current(), path), where);
    operation.path = path;
    return operation;
  }

  bool is_own_file(Handle file) const noexcept {
    return loop_.reaping() || loop_.kernel().files().has_open(loop_.current(), index(file));
  }

  Handle own_file(Handle file) const {
    if (!is_own_file(file))
      throw std::logic_error("the file is closed, or was opened by another process");
    return file;
  }

  Operation opened(OperationKind kind, Handle file, Where where) const noexcept {
    os::ensure(is_own_file(file), "a handle does not name an open file of this process");
    Operation operation = make(kind, loop_.kernel().open_object(index(file)), where);
    operation.offset = index(file);
    operation.content = loop_.kernel().files().content_of(index(file));
    return operation;
  }

  std::string_view path_of(const Operation& operation) const {
    return loop_.kernel().file_path(operation.object);
  }

  std::uint64_t perform(Operation&& operation) { return perform(operation); }
  std::uint64_t perform(Operation& operation) {
    loop_.perform(operation);
    return operation.value;
  }

  std::uint64_t perform(Operation&& operation, std::string_view path) {
    return perform(operation, path);
  }
  std::uint64_t perform(Operation& operation, std::string_view path) {
    loop_.perform(operation);
    if (operation.error != 0)
      throw std::system_error(operation.error, std::generic_category(), std::string(path));
    return operation.value;
  }

  // The main process is 1, its children 1001, 1002, ..., theirs 1001001, ...
  std::uint64_t pid_of_process(ProcessId process) const noexcept {
    if (process == 0) return 1;
    const ProcessState& state = loop_.kernel().processes()[process];
    return pid_of_process(state.parent) * 1000 + state.number;
  }

  Loop& loop_;
};

}  // namespace

std::unique_ptr<os::Os> make_simulated_os(Loop& loop) {
  return std::make_unique<SimulatedOs>(loop);
}

}  // namespace ravel::sim
