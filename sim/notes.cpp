#include "sim/notes.h"

namespace ravel::sim {

void Notes::reset() noexcept {
  labels_.clear();
  execution_.observations_count = 0;
  execution_.output.clear();
}

void Notes::label(std::uint32_t object, std::string_view name) {
  labels_.emplace_back(object, std::string(name));
}

ObservedValue& Notes::observation(std::string_view name) {
  auto& all = execution_.observations;
  std::size_t& used = execution_.observations_count;
  for (std::size_t i = 0; i < used; ++i)
    if (all[i].name == name) return all[i];
  if (used == all.size()) all.emplace_back();
  all[used].name.assign(name);
  return all[used++];
}

}  // namespace ravel::sim
