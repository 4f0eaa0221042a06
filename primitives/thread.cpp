// Threads, and the list of them that each process keeps.
#include "primitives/thread.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>

namespace ravel {

using namespace std::chrono_literals;

struct Thread::State {
  explicit State(os::Os& of) : os(of) {}

  os::Os& os;
  std::function<void()> body;
  std::string name;
  bool named = false;  ///< by its user
  bool daemon = false;
  std::atomic<bool> started{false};
  std::atomic<os::Handle> handle{os::kNoHandle};  ///< none: not known (yet)
  std::atomic<std::int64_t> ident{-1};
  std::atomic<bool> ended{false};  ///< kept, so that nobody asks for it as an operation again
};

/// Of one process: its threads that were started and not seen to end, and its first one.
struct Thread::Known {
  std::mutex mutex;
  std::vector<std::shared_ptr<State>> threads;
  std::uint32_t made = 0;

  static Known& of(os::Os& os) { return os.local().of<Known>(); }

  /// The state of a thread that runs already, made if there is none. The first thread is kept: it
  /// lives as long as its process.
  std::shared_ptr<State> running(os::Os& os, std::uint32_t ident) {
    const std::lock_guard guard(mutex);
    for (const auto& state : threads)
      if (state->ident == ident) return state;
    auto state = std::make_shared<State>(os);
    state->name = ident == 0 ? "MainThread" : "Dummy-" + std::to_string(ident);
    state->daemon = ident != 0;
    state->started = true;
    state->ident = ident;
    if (ident == 0) threads.insert(threads.begin(), state);
    return state;
  }
  std::vector<std::shared_ptr<State>> all() {
    const std::lock_guard guard(mutex);
    return threads;
  }
  void add(const std::shared_ptr<State>& state) {
    const std::lock_guard guard(mutex);
    threads.push_back(state);
  }
  void remove(const std::shared_ptr<State>& state) {
    const std::lock_guard guard(mutex);
    std::erase(threads, state);
  }
};

Thread::Thread(std::function<void()> body, os::Os& os, ThreadOptions options)
    : state_(std::make_shared<State>(os)) {
  Known& known = Known::of(os);
  state_->body = std::move(body);
  state_->daemon = options.daemon ? *options.daemon : current_thread(os).daemon();
  state_->named = !options.name.empty();
  const std::lock_guard guard(known.mutex);
  state_->name = state_->named ? std::move(options.name) : "Thread-" + std::to_string(++known.made);
}

void Thread::start(os::Where where) {
  require_new("start()");
  Known& known = Known::of(state_->os);
  // What the function captured is to end with the thread, whoever keeps the Thread.
  auto run = [state = state_, body = state_->body] {
    state->ident = state->os.thread_id();
    body();
  };
  // The thread must find itself as soon as it runs.
  known.add(state_);
  state_->started = true;
  try {
    state_->handle = state_->os.start_thread(
        std::move(run),
        {.daemon = state_->daemon, .name = state_->named ? state_->name : std::string_view()},
        where);
  } catch (const std::exception&) {
    known.remove(state_);
    state_->started = false;
    throw;
  }
  state_->body = nullptr;
}

bool Thread::join(os::Timeout timeout, os::Where where) {
  if (!state_->started)
    throw std::logic_error("join() of " + name() + ": it is not started; call start() first");
  if (state_->ident == state_->os.thread_id() || state_->handle == os::kNoHandle)
    throw std::logic_error("join() of " + name() +
                           ": a thread cannot wait for itself or for the first one");
  if (state_->ended) return true;
  state_->ended = state_->os.wait_thread(state_->handle, timeout, where);
  if (state_->ended) Known::of(state_->os).remove(state_);
  return state_->ended;
}

bool Thread::is_alive(os::Where where) {
  if (!state_->started) return false;
  // Whoever asks for the first thread, or for itself, runs in the process of a thread that does.
  const bool own = state_->ident == state_->os.thread_id() || state_->handle == os::kNoHandle;
  return own || !join(0ns, where);
}

std::string Thread::name() const {
  return state_->name;
}

std::optional<std::uint32_t> Thread::ident() const noexcept {
  const std::int64_t ident = state_->ident;
  if (ident < 0) return std::nullopt;
  return static_cast<std::uint32_t>(ident);
}

bool Thread::daemon() const noexcept {
  return state_->daemon;
}

void Thread::set_name(std::string name) {
  require_new("set_name()");
  state_->name = std::move(name);
  state_->named = true;
}

void Thread::set_daemon(bool daemon) {
  require_new("set_daemon()");
  state_->daemon = daemon;
}

void Thread::require_new(const char* call) const {
  if (state_->started)
    throw std::logic_error(std::string(call) + " of " + name() + ": it was started before");
}

Thread current_thread(os::Os& os) {
  return Thread(Thread::Known::of(os).running(os, os.thread_id()));
}

std::vector<Thread> enumerate(os::Os& os, os::Where where) {
  Thread::Known& known = Thread::Known::of(os);
  known.running(os, 0);
  std::vector<Thread> threads;
  for (const auto& state : known.all()) {
    Thread thread(state);
    if (thread.is_alive(where)) threads.push_back(std::move(thread));
  }
  return threads;
}

std::size_t active_count(os::Os& os, os::Where where) {
  return enumerate(os, where).size();
}

}  // namespace ravel
