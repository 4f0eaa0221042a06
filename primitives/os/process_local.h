// What one process remembers for the primitives: the counterpart of a module's variables, without
// being global, so that simulated processes do not share it.
#pragma once

#include <memory>
#include <mutex>
#include <typeindex>
#include <utility>
#include <vector>

namespace ravel::os {

/// Empty at the start of a process, whatever its parent has. Nobody may rely on the destructors of
/// what it holds: a real process may end without them.
class ProcessLocal {
 public:
  /// The one State of the process, made when it is asked for first. What threads do with it is for
  /// State to order. A simulator sees none of it: what is looked up here must not decide what a
  /// process does next, unless something else orders the looking and the changing.
  template <class State>
  State& of() {
    const std::lock_guard guard(mutex_);
    for (const auto& [type, state] : states_)
      if (type == typeid(State)) return *static_cast<State*>(state.get());
    auto made = std::make_shared<State>();
    states_.emplace_back(typeid(State), made);
    return *made;
  }

  /// Destroys everything, the newest first.
  void clear() noexcept {
    while (!states_.empty()) states_.pop_back();
  }

 private:
  std::mutex mutex_;
  std::vector<std::pair<std::type_index, std::shared_ptr<void>>> states_;
};

}  // namespace ravel::os
