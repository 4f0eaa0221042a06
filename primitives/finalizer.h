// What a process does at its end: the finalizers of multiprocessing.util.
#pragma once

#include <functional>
#include <memory>

#include "primitives/os/os.h"

namespace ravel {

/// A call at the end of the process that makes it: those of higher priority first, of one priority
/// the newest first, each once. A child calls them when its function has returned or thrown:
/// first those of priority 0 and more; then it ends its daemons and waits for its other children;
/// then the others. A first process calls `run_finalizers`. Nobody calls them in a process that
/// `os::Os::exit` or a signal ends: like destructors.
///
/// The end of this object's scope changes nothing. A copy is the same finalizer. Threads of a
/// process must not make and call them at the same moment.
class Finalizer {
 public:
  using Call = std::function<void()>;

  Finalizer(os::Os& os, int priority, Call call);

  /// Calls it now, and not again; does nothing if it has been called or cancelled.
  void operator()();

  /// False if it has been called or cancelled.
  bool cancel() noexcept;
  bool still_active() const noexcept { return static_cast<bool>(*call_); }

 private:
  std::shared_ptr<Call> call_;
};

/// Calls all finalizers of the calling process, in their order, as at its end. An exception that
/// leaves one keeps no other from being called: the first one is thrown at last.
void run_finalizers(os::Os& os);

/// Calls `body` and then the finalizers, also after an exception.
void run_finalized(os::Os& os, const std::function<void()>& body);

}  // namespace ravel
