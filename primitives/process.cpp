// A process, as its creator sees it.
#include "primitives/process.h"

#include <chrono>
#include <mutex>
#include <stdexcept>

namespace ravel {

using namespace std::chrono_literals;

struct Process::State {
  State(os::Os& of, ChildFunction runs, ProcessOptions&& options)
      : os(of),
        function(std::move(runs)),
        name(std::move(options.name)),
        daemon(options.daemon.value_or(os.is_daemon())),
        number(os.next_child_number()) {}

  os::Os& os;
  ChildFunction function;
  std::string name;
  bool daemon;
  std::uint32_t number;
  std::optional<AuthKey> authkey;
  os::Handle child = os::kNoHandle;
  bool closed = false;

  /// Kept, so that nobody asks for it as an operation again. Several threads may ask: a pool's
  /// workers are joined by its keepers, and by active_children.
  std::mutex mutex;
  std::optional<int> known_code;

  std::optional<int> exit_code() {
    const std::lock_guard guard(mutex);
    return known_code;
  }
  void remember(int code) {
    const std::lock_guard guard(mutex);
    known_code = code;
  }
};

namespace {

/// The children of a process that were started and not seen to end.
class Active {
 public:
  void add(const std::shared_ptr<void>& child) {
    const std::lock_guard guard(mutex_);
    children_.push_back(child);
  }
  void remove(const std::shared_ptr<void>& child) {
    const std::lock_guard guard(mutex_);
    std::erase(children_, child);
  }
  std::vector<std::shared_ptr<void>> all() {
    const std::lock_guard guard(mutex_);
    return children_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<void>> children_;  // states of Process, which alone knows them
};

Active& active(os::Os& os) {
  return os.local().of<Active>();
}

}  // namespace

Process::Process(ChildFunction function, os::Os& os, ProcessOptions options)
    : state_(std::make_shared<State>(os, std::move(function), std::move(options))) {}

void Process::start(os::Where where) {
  require_open("start()");
  if (state_->child != os::kNoHandle)
    throw std::logic_error("start() of " + name() +
                           ": it was started before; a second child needs a second Process");
  os::Os& os = state_->os;
  if (os.is_daemon())
    throw std::logic_error("start() of " + name() + ": a daemon may not have children; " +
                           os.process_name() + " has to be started with daemon false");
  ArgumentWriter inheritance;
  pass_on(os, state_->authkey, inheritance);
  EncodedArguments& arguments = state_->function.arguments;
  const std::size_t size = arguments.bytes().size();
  arguments.append(inheritance);
  try {
    state_->child = os.spawn({.entry = state_->function.entry,
                              .target = state_->function.target,
                              .arguments = arguments.bytes(),
                              .handles = arguments.handles(),
                              .number = state_->number,
                              .name = state_->name,
                              .daemon = state_->daemon},
                             where);
  } catch (const std::exception&) {
    arguments.truncate(size);
    throw;
  }
  // The child has its own use of the objects in its arguments now.
  arguments = EncodedArguments();
  active(os).add(state_);
}

bool Process::join(os::Timeout timeout, os::Where where) {
  require_started("join()");
  if (state_->exit_code()) return true;
  const std::optional<int> code = state_->os.wait(state_->child, timeout, where);
  if (!code) return false;
  state_->remember(*code);
  active(state_->os).remove(state_);
  return true;
}

std::optional<std::uint64_t> Process::pid() const {
  require_open("pid()");
  if (state_->child == os::kNoHandle) return std::nullopt;
  return state_->os.pid_of(state_->child);
}

std::string Process::name() const {
  if (!state_->name.empty()) return state_->name;
  const std::string path = state_->os.process_path();
  return "Process-" + (path.empty() ? path : path + ":") + std::to_string(state_->number);
}

bool Process::daemon() const noexcept {
  return state_->daemon;
}

AuthKey Process::authkey() const {
  return state_->authkey ? *state_->authkey : authkey_of(state_->os);
}

void Process::set_name(std::string name) {
  require_new("set_name()");
  state_->name = std::move(name);
}

void Process::set_daemon(bool daemon) {
  require_new("set_daemon()");
  state_->daemon = daemon;
}

void Process::set_authkey(AuthKey key) {
  require_new("set_authkey()");
  if (key.empty()) throw std::invalid_argument("an authentication key has at least one byte");
  state_->authkey = std::move(key);
}

std::optional<int> Process::exitcode(os::Where where) {
  require_open("exitcode()");
  if (state_->child != os::kNoHandle) join(0ns, where);
  return state_->exit_code();
}

bool Process::is_alive(os::Where where) {
  require_open("is_alive()");
  return state_->child != os::kNoHandle && !exitcode(where);
}

os::Handle Process::sentinel() const {
  require_started("sentinel()");
  return state_->child;
}

void Process::terminate(os::Where where) {
  signal("terminate()", os::Signal::Terminate, where);
}

void Process::kill(os::Where where) {
  signal("kill()", os::Signal::Kill, where);
}

void Process::signal(const char* call, os::Signal signal, os::Where where) {
  require_started(call);
  if (!state_->exit_code()) state_->os.kill(state_->child, signal, where);
}

void Process::close(os::Where where) {
  if (state_->closed) return;
  if (is_alive(where))
    throw std::logic_error("close() of " + name() +
                           ": it still runs; join() or terminate() it first");
  state_->closed = true;
  state_->function.arguments = EncodedArguments();
}

void Process::require_open(const char* call) const {
  if (state_->closed)
    throw std::logic_error(std::string(call) + " of " + name() + ": it is closed");
}

void Process::require_started(const char* call) const {
  require_open(call);
  if (state_->child == os::kNoHandle)
    throw std::logic_error(std::string(call) + " of " + name() +
                           ": it is not started; call start() first");
}

void Process::require_new(const char* call) const {
  require_open(call);
  if (state_->child != os::kNoHandle)
    throw std::logic_error(std::string(call) + " of " + name() +
                           ": it is started; this has to be said before start()");
}

std::vector<Process> active_children(os::Os& os, os::Where where) {
  std::vector<Process> children;
  for (const std::shared_ptr<void>& state : active(os).all()) {
    Process child(std::static_pointer_cast<Process::State>(state));
    if (!child.join(0ns, where)) children.push_back(std::move(child));
  }
  return children;
}

}  // namespace ravel
