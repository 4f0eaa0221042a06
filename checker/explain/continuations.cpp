#include "checker/explain/continuations.h"

namespace ravel {

std::vector<std::size_t> choice_steps(const std::vector<sim::Step>& steps) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i].choice) numbers.push_back(i);
  return numbers;
}

Continuations::Continuations(const std::vector<sim::Step>& steps, std::size_t turned)
    : turned_(turned) {
  for (const std::size_t step : choice_steps(steps)) {
    if (given_.size() > turned) break;
    given_.push_back({steps[step].process, steps[step].outcome});
  }
}

std::size_t Continuations::choose(const sim::Choices& choices) {
  const std::size_t depth = depth_++;
  if (depth < turned_) {
    for (std::size_t i = 0; i < choices.count(); ++i)
      if (choices[i] == given_[depth]) return i;
    return choices.count();
  }
  if (depth - turned_ == choices_.size()) return begin(choices);
  return index_of(choices_[depth - turned_]);
}

// Behind the turned choice the running process goes first; at it the given transition counts as
// tried.
std::size_t Continuations::begin(const sim::Choices& choices) {
  Choice choice;
  choice.count = choices.count();
  choice.is_turned = choices_.empty();
  for (std::size_t i = 0; i < choice.count; ++i) {
    const bool first =
        choice.is_turned ? choices[i] == given_[turned_] : choices[i].process == choices.last();
    if (!first) continue;
    choice.favoured = i;
    break;
  }
  choice.taken = choice.is_turned ? 1 : 0;
  choices_.push_back(choice);
  return index_of(choice);
}

// First the favoured one, then the others in their order.
std::size_t Continuations::index_of(const Choice& choice) {
  if (choice.taken == 0) return choice.favoured;
  return choice.taken <= choice.favoured ? choice.taken - 1 : choice.taken;
}

bool Continuations::next() {
  depth_ = 0;
  while (!choices_.empty()) {
    if (++choices_.back().taken < choices_.back().count) return true;
    choices_.pop_back();
  }
  return false;
}

}  // namespace ravel
