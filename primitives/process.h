// A process: a plain function that runs beside its creator and shares nothing with it by accident.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "primitives/child_function.h"
#include "primitives/os/os.h"

namespace ravel {

/// Names a process for its user, for traces and for reports.
struct ProcessName {
  std::string value;
};

/// Only the creating process may use a Process; it cannot be an argument. Destroying one neither
/// ends the child nor waits for it: a process waits for its children at its own end.
class Process {
 public:
  /// `function` is a plain `void f(os::Os&, parameters...)`. The arguments are converted to its
  /// parameter types and encoded here, so that later changes to them do not reach the child.
  /// Anything that would share memory does not compile: pointers, references, views, captures.
  template <class Function, class... Arguments>
  requires(!std::same_as<std::remove_cvref_t<Function>, ProcessName>)
      Process(os::Os& os, const Function& function, Arguments&&... arguments)
      : Process(child_function(os, function, std::forward<Arguments>(arguments)...), os, {}) {}

  template <class Function, class... Arguments>
  Process(os::Os& os, ProcessName name, const Function& function, Arguments&&... arguments)
      : Process(child_function(os, function, std::forward<Arguments>(arguments)...), os,
                std::move(name)) {}

  Process(Process&&) noexcept = default;
  Process& operator=(Process&&) noexcept = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() = default;

  /// Creates the child. Throws std::logic_error the second time, std::system_error (and the process
  /// stays as it was) when the system refuses.
  void start(os::Where where = os::Where::here());

  /// Blocks until the child has ended, at most for `timeout`; true if it has. Zero or less only
  /// looks. Joining again is harmless. Throws std::logic_error before `start`.
  bool join(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());

  /// The system's number of the child, which it keeps after its end; nothing before `start`.
  std::optional<std::uint64_t> pid() const noexcept;

  /// "Process-3" for the third child of the main process, "Process-1:2" for the second one of its
  /// first child, unless it was named.
  std::string name() const;

  /// May be called until `start`; then it is a std::logic_error.
  void set_name(std::string name);

  /// 0: returned; n: exit(n); 1: uncaught exception; -n: died by signal n. Nothing before `start`
  /// and while the child runs. Does not block.
  std::optional<int> exitcode(os::Where where = os::Where::here());

  /// False before `start`, and after the end. Does not block.
  bool is_alive(os::Where where = os::Where::here());

  /// Asks the system to end the child, which runs no destructor and releases no lock, and does not
  /// wait: the child may be seen alive for a while, until `join`. Does nothing to a child that has
  /// ended. Throws std::logic_error before `start`.
  void terminate(os::Where where = os::Where::here());  ///< exit code -15
  void kill(os::Where where = os::Where::here());       ///< exit code -9

 private:
  Process(ChildFunction function, os::Os& os, ProcessName name);
  bool started() const noexcept { return child_ != os::kNoHandle; }
  void require_started(const char* call) const;
  void signal(os::Signal signal, os::Where where);

  os::Os* os_;
  ChildFunction function_;
  std::string name_;
  std::uint32_t number_;
  os::Handle child_ = os::kNoHandle;
  std::optional<int> exit_code_;  ///< kept, so that nobody asks for it as an operation again
};

}  // namespace ravel
