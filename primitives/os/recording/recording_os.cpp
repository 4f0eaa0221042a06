// Processes, threads, semaphores, memory and the rest; files and streams are in recorded_files.cpp.
#include "primitives/os/recording/recording_os.h"

#include <cstdlib>

#include "primitives/os/recording/record.h"

namespace ravel::os::recording {
namespace {

/// Whether a call of this kind can make something possible for others before it returns.
bool gives_away(Call call) {
  switch (call) {
    case Call::Spawn:
    case Call::StartThread:
    case Call::Kill:
    case Call::Exit:
    case Call::Release:
    case Call::Store:
    case Call::WriteFile:
    case Call::CloseFile:
    case Call::RenameFile:
    case Call::RemoveFile:
    case Call::UnlockFile:
    case Call::Listen:
    case Call::Connect:
    case Call::WriteStream:
    case Call::Close:
      return true;
    default:
      return false;
  }
}

}  // namespace

RecordingOs::Record::Record(RecordingOs& os, const Arguments& arguments, Where where) noexcept
    : os_(os), entry_(os.log_.claim()) {
  if (entry_ == nullptr) return;
  entry_->call = arguments.call;
  entry_->plain = arguments.plain;
  entry_->timed = arguments.timed;
  entry_->size = arguments.size;
  entry_->process = os.self_;
  entry_->thread = os.os_.thread_id();
  entry_->object = arguments.object;
  entry_->other = kNoHandle;
  entry_->offset = arguments.offset;
  entry_->value = arguments.value;
  entry_->nanoseconds = os.os_.now().count() - os.log_.begin();
  entry_->line = where.line;
  copy_end(where.file, entry_->file);
  copy_beginning(arguments.text, entry_->text);
  if (gives_away(arguments.call)) entry_->order = os.log_.next_order();
  set_state(*entry_, State::Pending);
}

void RecordingOs::Record::end(State state) noexcept {
  if (entry_ == nullptr) return;
  if (!gives_away(entry_->call)) entry_->order = os_.log_.next_order();
  set_state(*entry_, state);
}

void RecordingOs::Record::done(std::uint64_t value, Handle object) noexcept {
  if (entry_ != nullptr) entry_->object = object;
  done(value);
}

void RecordingOs::Record::done(std::uint64_t value) noexcept {
  if (entry_ != nullptr) entry_->value = value;
  end(State::Done);
}

void RecordingOs::Record::done() noexcept {
  end(State::Done);
}

void RecordingOs::Record::timed_out() noexcept {
  end(State::TimedOut);
}

void RecordingOs::Record::failed(int error) noexcept {
  if (entry_ != nullptr) entry_->error = error;
  end(State::Failed);
}

void RecordingOs::Record::set_other(Handle other) noexcept {
  if (entry_ != nullptr) entry_->other = other;
}

RecordingOs::RecordingOs(Os& os, const Log& log, Handle self) : os_(os), log_(log), self_(self) {
  const std::string who = os.process_path() + "\n" + os.process_name();
  Record(*this, {.call = Call::Begin, .text = who}, {}).done();
}

// Processes and threads

void RecordingOs::wait_for_all(const std::function<void()>& wait) {
  if (!has_started_) return wait();
  recorded(Record(*this, {.call = Call::WaitAll}, {}), [&](Record& record) {
    wait();
    record.done();
  });
}

Handle RecordingOs::spawn(const Program& program, Where where) {
  has_started_ = true;
  const Arguments arguments{.call = Call::Spawn, .value = program.number, .text = program.name};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const Handle child = os_.spawn(program, where);
    record.done(program.number, child);
    return child;
  });
}

std::optional<int> RecordingOs::wait(Handle child, Timeout timeout, Where where) {
  const Arguments arguments{.call = Call::Wait, .object = child, .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const std::optional<int> code = os_.wait(child, timeout, where);
    code ? record.done(static_cast<std::uint64_t>(*code)) : record.timed_out();
    return code;
  });
}

void RecordingOs::kill(Handle child, Signal signal, Where where) {
  const Arguments arguments{
      .call = Call::Kill, .object = child, .value = static_cast<std::uint64_t>(signal)};
  recorded(Record(*this, arguments, where), [&](Record& record) {
    os_.kill(child, signal, where);
    record.done();
  });
}

void RecordingOs::exit(int code, Where where) {
  Record(*this,
         {.call = Call::Exit, .object = self_, .value = static_cast<std::uint64_t>(code & 0xFF)},
         where)
      .done();
  os_.exit(code, where);
  // Not reached; g++ 12 does not know that of a virtual function.
  std::abort();
}

Handle RecordingOs::start_thread(std::function<void()> body, const ThreadOptions& options,
                                 Where where) {
  has_started_ = true;
  const Arguments arguments{.call = Call::StartThread, .text = options.name};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    struct Life {
      RecordingOs& os;
      explicit Life(RecordingOs& system, std::uint64_t start) : os(system) {
        Record(os, {.call = Call::Begin, .value = start}, {}).done();
      }
      Life(const Life&) = delete;
      Life& operator=(const Life&) = delete;
      ~Life() { Record(os, {.call = Call::Exit}, {}).done(); }
    };
    const auto run = [this, start = record.order(), body = std::move(body)]() mutable {
      const Life life(*this, start);
      // What the function has captured ends with it, still as a part of the thread.
      std::exchange(body, nullptr)();
    };
    const Handle thread = os_.start_thread(run, options, where);
    record.done(0, thread);
    return thread;
  });
}

bool RecordingOs::wait_thread(Handle thread, Timeout timeout, Where where) {
  const Arguments arguments{
      .call = Call::WaitThread, .object = thread, .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const bool ended = os_.wait_thread(thread, timeout, where);
    ended ? record.done() : record.timed_out();
    return ended;
  });
}

// Semaphores

Handle RecordingOs::create_semaphore(std::uint32_t initial, std::uint32_t maximum, Where where) {
  const Arguments arguments{.call = Call::CreateSemaphore, .offset = maximum, .value = initial};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const Handle semaphore = os_.create_semaphore(initial, maximum, where);
    record.done(initial, semaphore);
    return semaphore;
  });
}

bool RecordingOs::acquire(Handle semaphore, Timeout timeout, Where where) {
  const Arguments arguments{
      .call = Call::Acquire, .object = semaphore, .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const bool taken = os_.acquire(semaphore, timeout, where);
    taken ? record.done(1) : record.timed_out();
    return taken;
  });
}

bool RecordingOs::release(Handle semaphore, Where where) noexcept {
  Record record(*this, {.call = Call::Release, .object = semaphore}, where);
  const bool given = os_.release(semaphore, where);
  record.done(given ? 1 : 0);
  return given;
}

std::uint32_t RecordingOs::semaphore_value(Handle semaphore, Where where) {
  const Arguments arguments{.call = Call::SemaphoreValue, .object = semaphore};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const std::uint32_t value = os_.semaphore_value(semaphore, where);
    record.done(value);
    return value;
  });
}

// Shared memory. A word outside of its memory ends the process: nothing is thrown here.

Handle RecordingOs::create_memory(std::size_t bytes, Where where) {
  const Arguments arguments{.call = Call::CreateMemory, .value = bytes};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const Handle memory = os_.create_memory(bytes, where);
    record.done(bytes, memory);
    return memory;
  });
}

Handle RecordingOs::create_named_memory(std::string_view name, std::size_t bytes, Where where) {
  const Arguments arguments{.call = Call::CreateMemory, .value = bytes, .text = name};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const Handle memory = os_.create_named_memory(name, bytes, where);
    record.done(bytes, memory);
    return memory;
  });
}

namespace {

Arguments access_to(Call call, Word word, std::uint64_t value, Access access = Access::Atomic) {
  return {.call = call,
          .object = word.memory,
          .offset = word.offset,
          .value = value,
          .size = word.size,
          .plain = access == Access::Plain};
}

}  // namespace

std::uint64_t RecordingOs::load(Word word, Access access, Where where) {
  if (in_predicate()) return os_.load(word, access, where);
  Record record(*this, access_to(Call::Load, word, 0, access), where);
  const std::uint64_t value = os_.load(word, access, where);
  record.done(value);
  return value;
}

void RecordingOs::store(Word word, std::uint64_t value, Access access, Where where) {
  Record record(*this, access_to(Call::Store, word, value, access), where);
  os_.store(word, value, access, where);
  record.done();
}

std::uint64_t RecordingOs::exchange(Word word, std::uint64_t value, Where where) {
  Record record(*this, access_to(Call::Exchange, word, value), where);
  const std::uint64_t before = os_.exchange(word, value, where);
  record.done(before);
  return before;
}

std::uint64_t RecordingOs::fetch_add(Word word, std::uint64_t delta, Where where) {
  Record record(*this, access_to(Call::FetchAdd, word, delta), where);
  const std::uint64_t before = os_.fetch_add(word, delta, where);
  record.done(before);
  return before;
}

std::uint64_t RecordingOs::compare_exchange(Word word, std::uint64_t expected,
                                            std::uint64_t desired, Where where) {
  Record record(*this, access_to(Call::CompareExchange, word, desired), where);
  const std::uint64_t before = os_.compare_exchange(word, expected, desired, where);
  record.done(before);
  return before;
}

class RecordingOs::Predicate {
 public:
  explicit Predicate(RecordingOs& os) : os_(os), thread_(os.thread_id()) {
    const std::lock_guard lock(os_.mutex_);
    os_.in_predicates_.insert(thread_);
    ++os_.predicates_;
  }
  Predicate(const Predicate&) = delete;
  Predicate& operator=(const Predicate&) = delete;
  ~Predicate() {
    const std::lock_guard lock(os_.mutex_);
    os_.in_predicates_.erase(thread_);
    --os_.predicates_;
  }

 private:
  RecordingOs& os_;
  std::uint32_t thread_;
};

bool RecordingOs::in_predicate() {
  if (predicates_.load() == 0) return false;
  const std::lock_guard lock(mutex_);
  return in_predicates_.contains(thread_id());
}

bool RecordingOs::wait_until(const std::function<bool()>& predicate, Timeout timeout, Where where) {
  const Arguments arguments{.call = Call::WaitUntil, .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const Predicate quiet(*this);
    const bool holds = os_.wait_until(predicate, timeout, where);
    holds ? record.done(1) : record.timed_out();
    return holds;
  });
}

// Surroundings

void RecordingOs::sleep(std::chrono::nanoseconds duration, Where where) {
  const Arguments arguments{.call = Call::Sleep,
                            .value = static_cast<std::uint64_t>(duration.count())};
  recorded(Record(*this, arguments, where), [&](Record& record) {
    os_.sleep(duration, where);
    record.done();
  });
}

std::uint32_t RecordingOs::choose(std::uint32_t alternatives, Where where) {
  const Arguments arguments{.call = Call::Choose, .offset = alternatives};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const std::uint32_t chosen = os_.choose(alternatives, where);
    record.done(chosen);
    return chosen;
  });
}

void RecordingOs::label(Handle object, std::string_view name) {
  os_.label(object, name);
  Record(*this, {.call = Call::Label, .object = object, .text = name}, {}).done();
}

}  // namespace ravel::os::recording
