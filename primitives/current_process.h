// The calling process, its parent, and the machine, in multiprocessing's words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "primitives/inheritance.h"
#include "primitives/os/os.h"

namespace ravel {

/// The calling process, as it sees itself; `current_process(os)` makes one.
class CurrentProcess {
 public:
  explicit CurrentProcess(os::Os& os) noexcept : os_(os) {}

  /// "MainProcess" for the first process of a run.
  std::string name() const { return os_.process_name(); }
  std::uint64_t pid() const noexcept { return os_.pid(); }
  std::uint64_t ident() const noexcept { return pid(); }

  /// A daemon may not have children.
  bool daemon() const noexcept { return os_.is_daemon(); }

  /// 32 random bytes that the processes of a run share, or what was set here, or in an ancestor
  /// before it started this one. Children that are started later inherit it.
  AuthKey authkey() const { return authkey_of(os_); }

  /// Throws std::invalid_argument for an empty key.
  void set_authkey(AuthKey key) { set_authkey_of(os_, std::move(key)); }

 private:
  os::Os& os_;
};

inline CurrentProcess current_process(os::Os& os) noexcept {
  return CurrentProcess(os);
}

/// Who started the calling process; nothing in the first process of a run. A child dies with its
/// parent, so that there is nothing to wait for.
inline std::optional<ParentProcess> parent_process(os::Os& os) {
  return parent_of(os);
}

/// How many processes can run at the same moment, at least 1; always 2 in the simulator.
inline unsigned cpu_count(const os::Os& os) noexcept {
  return os.processors();
}

}  // namespace ravel
