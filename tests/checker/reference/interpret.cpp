// Programs as bodies of simulated processes.
#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "tests/checker/reference/program.h"

namespace ravel::reference {
namespace {

using namespace std::chrono_literals;

constexpr std::array<const char*, kNames> kPaths = {"a", "b"};
constexpr std::size_t kSemaphoresMax = 4;

/// What a process is told.
struct Told {
  const Program* program = nullptr;
  std::size_t process = 0;
  os::Handle memory = os::kNoHandle;
  std::array<os::Handle, kSemaphoresMax> semaphores{};
  os::Handle reader = os::kNoHandle;
  os::Handle writer = os::kNoHandle;
};

void run_child(os::Os& os, os::Function, std::span<const std::byte> arguments);

class Interpreter {
 public:
  Interpreter(os::Os& os, const Told& told)
      : os_(os), told_(told), children_(told.program->processes.size()) {}

  void run() {
    for (const Operation& operation : told_.program->processes.at(told_.process))
      if (!operation.guarded || register_ == operation.guard) perform(operation);
  }

 private:
  void perform(const Operation& operation) {
    if (operation.action <= Action::CompareExchange) return access(operation);
    if (operation.action == Action::SpinUntil) return spin(operation);
    if (operation.action <= Action::TryUntil) return await(operation);
    if (operation.action <= Action::SemaphoreValue) return use_semaphore(operation);
    if (operation.action <= Action::CloseWrite) return use_pipe(operation);
    if (operation.action == Action::Choose) return result(os_.choose(operation.value));
    if (operation.action >= Action::Start) return live(operation);
    if (operation.action == Action::RenameFile || operation.action == Action::RemoveFile)
      return change_name(operation);
    if (operation.action <= Action::OpenToAppend) return open(operation);
    use_file(operation);
  }

  void access(const Operation& operation) {
    const os::Word word = this->word(operation.object);
    switch (operation.action) {
      case Action::Load:
        return result(os_.load(word, os::Access::Plain));
      case Action::AtomicLoad:
        return result(os_.load(word, os::Access::Atomic));
      case Action::Store:
        return os_.store(word, operation.value, os::Access::Plain);
      case Action::AtomicStore:
        return os_.store(word, operation.value, os::Access::Atomic);
      case Action::Exchange:
        return result(os_.exchange(word, operation.value));
      case Action::FetchAdd:
        return result(os_.fetch_add(word, operation.value));
      default:
        return result(os_.compare_exchange(word, operation.expected, operation.value));
    }
  }

  os::Word word(std::size_t number) const {
    const SharedWord& shared = told_.program->words.at(number);
    return {told_.memory, shared.offset, shared.size};
  }

  void await(const Operation& operation) {
    const auto holds = [&] {
      return os_.load(word(operation.object), os::Access::Atomic) == operation.value &&
             (!operation.both || os_.load(word(0), os::Access::Atomic) == operation.expected);
    };
    os::Timeout timeout = os::kForever;
    if (operation.action == Action::TimedWaitUntil) timeout = 1ms;
    if (operation.action == Action::TryUntil) timeout = 0ms;
    result(os_.wait_until(holds, timeout));
  }

  void spin(const Operation& operation) {
    std::uint64_t found = 0;
    do {
      found = os_.load(word(operation.object), os::Access::Atomic);
    } while (found != operation.value ||
             (operation.both && os_.load(word(0), os::Access::Atomic) != operation.expected));
    result(found);
  }

  // Another thread may have closed what is used here.
  void use_pipe(const Operation& operation) {
    if (told_.reader == os::kNoHandle) return;
    try {
      failing([&] { result(piped(operation)); });
    } catch (const std::logic_error&) {
      result(99);
    }
  }

  std::uint64_t piped(const Operation& operation) {
    std::array<std::byte, 4> bytes{};
    os::Timeout timeout = os::kForever;
    switch (operation.action) {
      case Action::Put:
        bytes.fill(static_cast<std::byte>(told_.process + 1));
        return os_.write_stream(told_.writer, std::span(bytes).first(operation.value));
      case Action::Get: {
        std::uint64_t sum = os_.read_stream(told_.reader, std::span(bytes).first(operation.value));
        for (const std::byte byte : bytes) sum = 10 * sum + std::to_integer<std::uint64_t>(byte);
        return sum;
      }
      case Action::TimedGet:
        return os_.read_stream_within(told_.reader, std::span(bytes).first(operation.value), 1ms)
            .value_or(9);
      case Action::CloseRead:
        os_.close_stream(told_.reader);
        return 0;
      case Action::CloseWrite:
        os_.close_stream(told_.writer);
        return 0;
      case Action::TimedAwaitBytes:
        timeout = 1ms;
        break;
      case Action::LookForBytes:
        timeout = 0ms;
        break;
      default:
        break;
    }
    return os_.poll(std::span(&told_.reader, 1), timeout).size();
  }

  void use_semaphore(const Operation& operation) {
    const os::Handle semaphore = told_.semaphores.at(operation.object);
    switch (operation.action) {
      case Action::Acquire:
        os_.acquire(semaphore, os::kForever);
        return;
      case Action::TimedAcquire:
        return result(os_.acquire(semaphore, 1ms));
      case Action::TryAcquire:
        return result(os_.acquire(semaphore, 0ms));
      case Action::Release:
        return result(os_.release(semaphore));
      default:
        return result(os_.semaphore_value(semaphore));
    }
  }

  void change_name(const Operation& operation) {
    const char* path = kPaths.at(operation.object);
    failing([&] {
      if (operation.action == Action::RemoveFile)
        os_.remove_file(path);
      else
        os_.rename_file(path, kPaths.at((operation.object + 1u) % kNames));
    });
  }

  void open(const Operation& operation) {
    OpenFile& file = files_.at(operation.object);
    if (file.handle) return;
    file.mode = operation.action == Action::OpenToRead    ? os::FileMode::Read
                : operation.action == Action::OpenToWrite ? os::FileMode::Write
                                                          : os::FileMode::Append;
    failing([&] { file.handle = os_.open_file(kPaths.at(operation.object), file.mode); });
  }

  void use_file(const Operation& operation) {
    OpenFile& file = files_.at(operation.object);
    if (!file.handle) return;
    std::array<std::byte, 4> bytes{};
    switch (operation.action) {
      case Action::ReadFile: {
        if (file.mode != os::FileMode::Read) return;
        std::uint64_t sum = os_.read_file(*file.handle, std::span(bytes).first(operation.value));
        for (const std::byte byte : bytes) sum = 10 * sum + std::to_integer<std::uint64_t>(byte);
        return result(sum);
      }
      case Action::WriteFile:
        if (file.mode == os::FileMode::Read) return;
        bytes.fill(static_cast<std::byte>(told_.process + 1));
        return result(os_.write_file(*file.handle, std::span(bytes).first(operation.value)));
      case Action::CloseFile:
        os_.close_file(*file.handle);
        file.handle.reset();
        return;
      case Action::LockFile:
        os_.lock_file(*file.handle, os::kForever);
        return;
      case Action::TimedLockFile:
        return result(os_.lock_file(*file.handle, 1ms));
      case Action::TryLockFile:
        return result(os_.lock_file(*file.handle, 0ms));
      default:
        os_.unlock_file(*file.handle);
    }
  }

  void live(const Operation& operation) {
    if (operation.action == Action::Exit) os_.exit(operation.value);
    if (operation.action == Action::Fail) throw std::runtime_error("failed");
    std::optional<os::Handle>& child = children_.at(operation.object);
    if (operation.action == Action::Start) {
      if (!child) child = start(operation.object);
      return;
    }
    if (!child) return;
    const bool thread = told_.program->life(operation.object) != Life::Process;
    if (operation.action == Action::Kill && thread) return;
    if (operation.action == Action::Kill)
      return os_.kill(*child, operation.value == 0 ? os::Signal::Kill : os::Signal::Terminate);
    os::Timeout timeout = os::kForever;
    if (operation.action == Action::TimedWait) timeout = 1ms;
    if (operation.action == Action::IsAlive) timeout = 0ms;
    if (thread) return result(os_.wait_thread(*child, timeout));
    result(static_cast<std::uint64_t>(os_.wait(*child, timeout).value_or(7)));
  }

  os::Handle start(std::size_t process) {
    Told told = told_;
    told.process = process;
    const Life life = told.program->life(process);
    if (life != Life::Process)
      return os_.start_thread([&os = os_, told] { Interpreter(os, told).run(); },
                              {.daemon = life == Life::Daemon, .name = ""});
    std::vector<os::Handle> handles;
    if (told.reader != os::kNoHandle) handles = {told.reader, told.writer};
    os::Program program;
    program.handles = handles;
    program.entry = run_child;
    program.arguments = std::as_bytes(std::span(&told, 1));
    program.number = os_.next_child_number();
    try {
      return os_.spawn(program);
    } catch (const std::logic_error&) {
      // It has closed an end of the pipe.
      program.handles = {};
      told.reader = told.writer = os::kNoHandle;
      return os_.spawn(program);
    }
  }

  /// The result of a call that may fail is 0 or its errno.
  template <class Call>
  void failing(Call call) {
    try {
      call();
      result(0);
    } catch (const std::system_error& error) {
      result(static_cast<std::uint64_t>(error.code().value()));
    }
  }

  void result(std::uint64_t value) {
    register_ = value;
    seen_ += (seen_.empty() ? "" : " ") + std::to_string(static_cast<std::int64_t>(value));
    os_.observe("p" + std::to_string(told_.process), seen_);
  }

  struct OpenFile {
    std::optional<os::Handle> handle;
    os::FileMode mode{};
  };

  os::Os& os_;
  const Told& told_;
  std::uint64_t register_ = 0;
  std::string seen_;
  std::array<OpenFile, kNames> files_;
  std::vector<std::optional<os::Handle>> children_;
};

void run_child(os::Os& os, os::Function, std::span<const std::byte> arguments) {
  Told told;
  std::memcpy(&told, arguments.data(), sizeof told);
  Interpreter(os, told).run();
}

void make_file(os::Os& os, const char* path) {
  const os::Handle file = os.open_file(path, os::FileMode::Write);
  os.write_file(file, std::as_bytes(std::span("old", 3)));
  os.close_file(file);
}

}  // namespace

sim::Body body_of(const Program& program) {
  return [&program](os::Os& os) {
    Told told;
    told.program = &program;
    told.memory = os.create_memory(kMemoryBytes);
    for (std::size_t i = 0; i < program.semaphores.size(); ++i)
      told.semaphores.at(i) =
          os.create_semaphore(program.semaphores[i].initial, program.semaphores[i].maximum);
    if (program.capacity != 0) {
      const auto [reader, writer] = os.create_pipe(program.capacity);
      told.reader = reader;
      told.writer = writer;
    }
    for (std::size_t i = 0; i < program.files; ++i) make_file(os, kPaths.at(i));
    Interpreter(os, told).run();
  };
}

}  // namespace ravel::reference
