// A process: a plain function that runs beside its creator and shares nothing with it by accident.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/child_function.h"
#include "primitives/os/os.h"
#include "primitives/process_object.h"

namespace ravel {

/// Names a process for its user, for traces and for reports.
struct ProcessName {
  std::string value;
};

struct ProcessOptions {
  std::string name;                 ///< empty: see Process::name
  std::optional<bool> daemon = {};  ///< nothing: as the creating process
};

/// Only the creating process may use a Process; it cannot be an argument. Its threads may call
/// join, exitcode, is_alive, terminate and kill at the same moment. A copy is the same process.
/// Destroying all of them neither ends the child nor waits for it: a process terminates its daemons
/// and waits for its other children at its own end.
class Process {
 public:
  /// `function` is a plain `void f(os::Os&, parameters...)`. The arguments are converted to its
  /// parameter types and encoded here, so that later changes to them do not reach the child.
  /// Anything that would share memory does not compile: pointers, references, views, captures.
  template <class Function, class... Arguments>
  Process(os::Os& os, ProcessOptions options, const Function& function, Arguments&&... arguments)
      : Process(child_function(os, function, std::forward<Arguments>(arguments)...), os,
                std::move(options)) {}

  template <class Function, class... Arguments>
  requires(!std::same_as<std::remove_cvref_t<Function>, ProcessName> &&
           !std::same_as<std::remove_cvref_t<Function>, ProcessOptions> && !ProcessObject<Function>)
      Process(os::Os& os, const Function& function, Arguments&&... arguments)
      : Process(os, ProcessOptions{}, function, std::forward<Arguments>(arguments)...) {}

  template <class Function, class... Arguments>
  Process(os::Os& os, ProcessName name, const Function& function, Arguments&&... arguments)
      : Process(os, ProcessOptions{std::move(name.value), {}}, function,
                std::forward<Arguments>(arguments)...) {}

  /// The child runs `object.run(os)`, of a copy of it: see process_object.h.
  template <ProcessObject Object>
  Process(os::Os& os, Object object, ProcessOptions options = {})
      : Process(os, std::move(options), detail::run_object<Object>, std::move(object)) {}

  /// Creates the child. Throws std::logic_error the second time, and in a daemon, which may not
  /// have children; std::system_error (and the process stays as it was) when the system refuses.
  void start(os::Where where = os::Where::here());

  /// Blocks until the child has ended, at most for `timeout`; true if it has. Zero or less only
  /// looks. Joining again is harmless. Throws std::logic_error before `start` and after `close`, as
  /// all that follow except the name and the options.
  bool join(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());

  /// The system's number of the child, which it keeps after its end; nothing before `start`.
  std::optional<std::uint64_t> pid() const;
  std::optional<std::uint64_t> ident() const { return pid(); }

  /// "Process-3" for the third child of the main process, "Process-1:2" for the second one of its
  /// first child, unless it was named.
  std::string name() const;

  /// Whether its parent terminates the child at its own end instead of waiting for it.
  bool daemon() const noexcept;

  /// The authentication key that the child begins with: by default its parent's.
  AuthKey authkey() const;

  /// May be called until `start`; then they are a std::logic_error. An empty key is a
  /// std::invalid_argument.
  void set_name(std::string name);
  void set_daemon(bool daemon);
  void set_authkey(AuthKey key);

  /// 0: returned; n: exit(n); 1: uncaught exception; -n: died by signal n. Nothing before `start`
  /// and while the child runs. Does not block.
  std::optional<int> exitcode(os::Where where = os::Where::here());

  /// False before `start`, and after the end. Does not block.
  bool is_alive(os::Where where = os::Where::here());

  /// What `os::Os::poll` finds ready once the child has ended. Throws std::logic_error before
  /// `start`.
  os::Handle sentinel() const;

  /// Asks the system to end the child, which runs no destructor and releases no lock, and does not
  /// wait: the child may be seen alive for a while, until `join`. Does nothing to a child that has
  /// ended. Throws std::logic_error before `start`.
  void terminate(os::Where where = os::Where::here());  ///< exit code -15
  void kill(os::Where where = os::Where::here());       ///< exit code -9

  /// Says that this process is of no interest any more. Throws std::logic_error while the child
  /// runs. Closing again is harmless.
  void close(os::Where where = os::Where::here());

 private:
  friend std::vector<Process> active_children(os::Os& os, os::Where where);
  struct State;

  Process(ChildFunction function, os::Os& os, ProcessOptions options);
  explicit Process(std::shared_ptr<State> state) : state_(std::move(state)) {}
  void require_open(const char* call) const;
  void require_started(const char* call) const;
  void require_new(const char* call) const;
  void signal(const char* call, os::Signal signal, os::Where where);

  std::shared_ptr<State> state_;
};

/// The children of the calling process that were started and have not ended. As a side effect those
/// that have are joined. Does not block. Of children that other threads start or join at the same
/// moment, some may be missing or listed.
std::vector<Process> active_children(os::Os& os, os::Where where = os::Where::here());

}  // namespace ravel
