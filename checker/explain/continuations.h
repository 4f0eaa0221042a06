// All executions that make the same choices as a given one up to one of them, and another one
// there, one after the other; depth first, the running process first.
#pragma once

#include <vector>

#include "sim/choices.h"

namespace ravel {

class Continuations final : public sim::Chooser {
 public:
  /// `steps` are those of the given execution; its choice number `turned` is not to be made.
  Continuations(const std::vector<sim::Step>& steps, std::size_t turned);

  std::size_t choose(const sim::Choices& choices) override;

  /// Prepares the next execution; false when there is none left.
  bool next();

 private:
  struct Choice {
    std::size_t taken = 0;     // in the order of trying
    std::size_t count = 0;     // of transitions
    std::size_t favoured = 0;  // the index that is tried first
    bool is_turned = false;    // the one that is tried first is not to be made
  };
  static std::size_t index_of(const Choice& choice);
  std::size_t begin(const sim::Choices& choices);

  std::vector<sim::Transition> given_;
  std::size_t turned_;
  std::vector<Choice> choices_;  // behind the given ones
  std::size_t depth_ = 0;
};

/// The numbers of the steps of an execution that were choices, in order.
std::vector<std::size_t> choice_steps(const std::vector<sim::Step>& steps);

}  // namespace ravel
