// The processes of a scenario: added one by one, started in order, joined in order.
#pragma once

#include <utility>
#include <vector>

#include "primitives/os/os.h"
#include "primitives/process.h"

namespace ravel {

class Team {
 public:
  explicit Team(os::Os& os) : os_(os) {}

  /// One more process that will run `function` with `arguments`; see Process.
  template <class Function, class... Arguments>
  void add(const Function& function, Arguments&&... arguments) {
    processes_.emplace_back(os_, function, std::forward<Arguments>(arguments)...);
  }

  void start(os::Where where = os::Where::here()) {
    for (Process& process : processes_) process.start(where);
  }
  void join(os::Where where = os::Where::here()) {
    for (Process& process : processes_) process.join(os::kForever, where);
  }

  /// Starts all, then joins all.
  void run(os::Where where = os::Where::here()) {
    start(where);
    join(where);
  }

  Process& operator[](std::size_t index) { return processes_.at(index); }

 private:
  os::Os& os_;
  std::vector<Process> processes_;
};

}  // namespace ravel
