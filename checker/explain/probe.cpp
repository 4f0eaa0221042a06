#include "checker/explain/probe.h"

namespace ravel {

std::size_t Probe::choose(const sim::Choices& choices) {
  if (depth_ < given_.size()) {
    const sim::Transition& wanted = given_[depth_++];
    for (std::size_t i = 0; i < choices.count(); ++i)
      if (choices[i] == wanted) return i;
    return choices.count();
  }
  if (!goes_on_) return random_.below(static_cast<std::uint32_t>(choices.count()));
  for (std::size_t i = 0; i < choices.count(); ++i)
    if (choices[i].process == choices.last()) return i;
  return 0;
}

}  // namespace ravel
