// The list of a process's finalizers, and its order.
#include "primitives/finalizer.h"

#include <exception>
#include <limits>
#include <utility>
#include <vector>

#include "primitives/process.h"

namespace ravel {
namespace {

struct Registered {
  int priority = 0;
  std::shared_ptr<Finalizer::Call> call;
};

struct Finalizers {
  std::vector<Registered> all;  ///< the oldest first
};

class FirstError {
 public:
  void after(const std::function<void()>& call) {
    try {
      call();
    } catch (const std::exception&) {
      if (!error_) error_ = std::current_exception();
    }
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::exception_ptr error_;
};

// One of them may make others, which are called too.
void call_from(int least, std::vector<Registered>& all, FirstError& error) {
  for (;;) {
    auto next = all.end();
    for (auto each = all.begin(); each != all.end(); ++each)
      if (each->priority >= least && (next == all.end() || each->priority >= next->priority))
        next = each;
    if (next == all.end()) return;
    const Finalizer::Call call = std::exchange(*next->call, nullptr);
    all.erase(next);
    if (call) error.after(call);
  }
}

void end_children(os::Os& os) {
  std::vector<Process> children = active_children(os);
  for (Process& child : children)
    if (child.daemon()) child.terminate();
  for (Process& child : children) child.join();
}

void run_finalizers(os::Os& os, FirstError& error) {
  std::vector<Registered>& all = os.local().of<Finalizers>().all;
  call_from(0, all, error);
  if (all.empty()) return;
  error.after([&] { end_children(os); });
  call_from(std::numeric_limits<int>::min(), all, error);
}

}  // namespace

Finalizer::Finalizer(os::Os& os, int priority, Call call)
    : call_(std::make_shared<Call>(std::move(call))) {
  os.local().of<Finalizers>().all.push_back({priority, call_});
}

void Finalizer::operator()() {
  if (const Call call = std::exchange(*call_, nullptr)) call();
}

bool Finalizer::cancel() noexcept {
  return static_cast<bool>(std::exchange(*call_, nullptr));
}

void run_finalizers(os::Os& os) {
  FirstError error;
  run_finalizers(os, error);
  error.rethrow();
}

void run_finalized(os::Os& os, const std::function<void()>& body) {
  FirstError error;
  error.after(body);
  run_finalizers(os, error);
  error.rethrow();
}

}  // namespace ravel
