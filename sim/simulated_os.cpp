// Processes, threads, semaphores, shared memory and surroundings as operations.
#include "sim/simulated_os.h"

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace ravel::sim {
namespace {

using os::Handle;
using os::Timeout;
using os::Where;
using os::Word;

/// Handles of threads are told from those of children, which are small, by this bit.
constexpr std::uint32_t kThreadBit = 0x20000000;

Handle handle(std::uint64_t index) noexcept {
  return static_cast<Handle>(index);
}

/// What `wait_until` waits for; keeps what left the predicate for whoever waits.
class Awaited final : public Condition {
 public:
  Awaited(Loop& loop, const std::function<bool()>& predicate)
      : loop_(loop), process_(loop.current()), predicate_(predicate) {}

  bool holds() noexcept override {
    try {
      return loop_.evaluate(process_, predicate_);
    } catch (...) {
      failure_ = std::current_exception();
      return true;
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  Loop& loop_;
  ProcessId process_;
  const std::function<bool()>& predicate_;
  std::exception_ptr failure_;
};

}  // namespace

Operation SimulatedOs::make(OperationKind kind, std::uint32_t object, Where where) noexcept {
  Operation operation;
  operation.kind = kind;
  operation.object = object;
  operation.where = where;
  return operation;
}

void SimulatedOs::set_timeout(Operation& operation, Timeout timeout) noexcept {
  operation.timed = timeout.has_value();
  operation.timeout = timeout.value_or(std::chrono::nanoseconds(0));
}

// Processes

Handle SimulatedOs::spawn(const os::Program& program, Where where) {
  loop_.require_allowed();
  for (const Handle given : program.handles)
    if (is_stream(given)) own_end(given);
  const ProcessId child = loop_.spawn(program, where);
  for (const Handle given : program.handles) {
    if (!is_stream(given)) continue;
    loop_.kernel().streams().inherit(own_process(), child, stream_number(given));
    loop_.note_inheritance(own_end(given));
  }
  return handle(child);
}

bool SimulatedOs::is_own_child(Handle child) const noexcept {
  const auto& processes = loop_.kernel().processes();
  return index(child) > 0 && index(child) < processes.size() &&
         processes[index(child)].process == index(child) &&
         processes[index(child)].parent == own_process();
}

std::uint32_t SimulatedOs::own_child(Handle child) const {
  if (!is_own_child(child) && !loop_.reaping())
    throw std::logic_error("can only wait for or end a child of one's own");
  return index(child);
}

std::optional<int> SimulatedOs::wait(Handle child, Timeout timeout, Where where) {
  Operation operation = make(OperationKind::Wait, own_child(child), where);
  set_timeout(operation, timeout);
  loop_.perform(operation);
  if (operation.error == ETIMEDOUT) return {};
  return static_cast<std::int32_t>(operation.value);
}

void SimulatedOs::kill(Handle child, os::Signal signal, Where where) {
  Operation operation = make(OperationKind::Kill, own_child(child), where);
  operation.value = static_cast<std::uint64_t>(signal);
  loop_.perform(operation);
}

// The main process is 1, its children 1001, 1002, ..., theirs 1001001, ...
std::uint64_t SimulatedOs::pid_of_process(ProcessId process) const noexcept {
  if (process == 0) return 1;
  const ProcessState& state = loop_.kernel().processes()[process];
  return pid_of_process(state.parent) * 1000 + state.number;
}

std::uint64_t SimulatedOs::pid() const noexcept {
  return pid_of_process(own_process());
}
std::uint64_t SimulatedOs::pid_of(Handle child) const noexcept {
  return pid_of_process(static_cast<ProcessId>(index(child)));
}
std::uint32_t SimulatedOs::next_child_number() noexcept {
  return ++loop_.kernel().process(own_process()).children_named;
}
std::string SimulatedOs::process_path() const {
  return loop_.kernel().path_of(own_process());
}
std::string SimulatedOs::process_name() const {
  return loop_.name_of(own_process());
}

// Threads

Handle SimulatedOs::start_thread(std::function<void()> body, const os::ThreadOptions& options,
                                 Where where) {
  loop_.require_allowed();
  return handle(kThreadBit | loop_.start_thread(std::move(body), options, where));
}

bool SimulatedOs::wait_thread(Handle thread, Timeout timeout, Where where) {
  const auto& processes = loop_.kernel().processes();
  const std::uint32_t id = index(thread) & ~kThreadBit;
  const bool own = (index(thread) & kThreadBit) != 0 && id < processes.size() && id > 0 &&
                   processes[id].parent == own_process() && id != loop_.current();
  if (!own && !loop_.reaping())
    throw std::logic_error("can only wait for another thread of one's own process");
  Operation operation = make(OperationKind::Wait, id, where);
  set_timeout(operation, timeout);
  loop_.perform(operation);
  return operation.error != ETIMEDOUT;
}

std::uint32_t SimulatedOs::thread_id() const noexcept {
  const ProcessState& state = loop_.kernel().processes()[loop_.current()];
  return state.process == loop_.current() ? 0 : state.number;
}

// Semaphores

std::uint32_t SimulatedOs::checked(Handle handle, ObjectKind kind) const noexcept {
  const auto& objects = loop_.kernel().objects();
  os::ensure(index(handle) < objects.size() && objects[index(handle)].kind == kind,
             "a handle does not name an object of the kind that the call needs");
  return index(handle);
}

Handle SimulatedOs::create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where) {
  if (maximum == 0 || initial > maximum)
    throw std::invalid_argument("a semaphore needs 0 <= initial <= maximum and maximum >= 1");
  return handle(loop_.kernel().add_semaphore(loop_.current(), initial, maximum));
}

bool SimulatedOs::acquire(Handle semaphore, Timeout timeout, Where where) {
  Operation operation =
      make(OperationKind::Acquire, checked(semaphore, ObjectKind::Semaphore), where);
  set_timeout(operation, timeout);
  loop_.perform(operation);
  return operation.value != 0;
}

bool SimulatedOs::release(Handle semaphore, Where where) noexcept {
  Operation operation =
      make(OperationKind::Release, checked(semaphore, ObjectKind::Semaphore), where);
  operation.value = 1;
  loop_.perform_quietly(operation);
  return operation.value != 0;
}

std::uint32_t SimulatedOs::semaphore_value(Handle semaphore, Where where) {
  return static_cast<std::uint32_t>(perform(
      make(OperationKind::SemaphoreValue, checked(semaphore, ObjectKind::Semaphore), where)));
}

// Shared memory

Handle SimulatedOs::create_memory(std::size_t bytes, Where) {
  constexpr std::size_t kBytesMax = std::size_t{1} << 30;
  if (bytes == 0) throw std::invalid_argument("shared memory needs at least 1 byte");
  const std::size_t used = loop_.kernel().memory_bytes();
  if (bytes > kBytesMax || used + bytes > kBytesMax)
    throw std::system_error(ENOMEM, std::generic_category(), "memory");
  return handle(loop_.kernel().add_memory(loop_.current(), bytes));
}

std::size_t SimulatedOs::memory_size(Handle memory) const noexcept {
  return loop_.kernel().objects()[checked(memory, ObjectKind::Memory)].limit;
}

inline Operation SimulatedOs::at(Word word, OperationKind kind, std::uint64_t value,
                                 Where where) const noexcept {
  Operation operation = make(kind, checked(word.memory, ObjectKind::Memory), where);
  operation.offset = word.offset;
  operation.size = word.size;
  operation.value = value;
  return operation;
}

std::uint64_t SimulatedOs::load(Word word, os::Access access, Where where) {
  const bool plain = access == os::Access::Plain;
  return perform(at(word, plain ? OperationKind::Load : OperationKind::AtomicLoad, 0, where));
}

void SimulatedOs::store(Word word, std::uint64_t value, os::Access access, Where where) {
  const bool plain = access == os::Access::Plain;
  perform(at(word, plain ? OperationKind::Store : OperationKind::AtomicStore, value, where));
}

std::uint64_t SimulatedOs::exchange(Word word, std::uint64_t value, Where where) {
  return perform(at(word, OperationKind::Exchange, value, where));
}

std::uint64_t SimulatedOs::fetch_add(Word word, std::uint64_t delta, Where where) {
  return perform(at(word, OperationKind::FetchAdd, delta, where));
}

std::uint64_t SimulatedOs::compare_exchange(Word word, std::uint64_t expected,
                                            std::uint64_t desired, Where where) {
  Operation operation = at(word, OperationKind::CompareExchange, desired, where);
  operation.expected = expected;
  return perform(operation);
}

bool SimulatedOs::wait_until(const std::function<bool()>& predicate, Timeout timeout, Where where) {
  Awaited awaited(loop_, predicate);
  Operation operation = make(OperationKind::Evaluate, 0, where);
  operation.value = 1;  // perhaps it holds
  operation.condition = &awaited;
  set_timeout(operation, timeout);
  loop_.perform(operation);
  awaited.rethrow();
  return operation.value != 0;
}

// Surroundings

void SimulatedOs::sleep(std::chrono::nanoseconds duration, Where where) {
  if (loop_.options().clock == Clock::Any) return loop_.sleep(duration);
  Operation operation = make(OperationKind::Sleep, 0, where);
  set_timeout(operation, duration);
  loop_.perform(operation);
}

std::uint32_t SimulatedOs::choose(std::uint32_t alternatives, Where where) {
  if (alternatives == 0 || alternatives > os::kAlternativesMax)
    throw std::invalid_argument("choose needs 1 to 65535 alternatives");
  if (alternatives == 1) return 0;
  Operation operation = make(OperationKind::Choose, 0, where);
  operation.value = alternatives;
  operation.offset = alternatives;
  return static_cast<std::uint32_t>(perform(operation));
}

void SimulatedOs::print(std::string_view text) {
  if (output_wanted()) loop_.notes().print(text);
}
bool SimulatedOs::output_wanted() const noexcept {
  return loop_.options().collect_output && !loop_.reaping();
}
void SimulatedOs::observe(std::string_view name, std::string_view value) {
  if (!loop_.reaping()) loop_.notes().observation(name).value = std::string(value);
}
void SimulatedOs::observe(std::string_view name, std::int64_t value) {
  if (!loop_.reaping()) loop_.notes().observation(name).value = value;
}
void SimulatedOs::fail(std::string_view why, Where where) {
  if (!loop_.reaping()) loop_.notes().fail(loop_.current(), why, where);
}

}  // namespace ravel::sim
