#include "checker/detectors/suspects.h"

#include <algorithm>
#include <bit>

namespace ravel {

using sim::OperationKind;

namespace {

// So many suspicions may come to nothing before only some are followed.
constexpr std::uint64_t kPatience = 256;

// Whether somebody died because another process came to its end.
bool ends_children(const sim::Execution& execution) noexcept {
  return std::ranges::any_of(execution.deaths, [&execution](const sim::Death& death) {
    return execution.steps[death.step].kind == OperationKind::Exit;
  });
}

}  // namespace

bool Suspects::suspect(const sim::Execution& execution, const std::vector<sim::Object>& objects,
                       std::optional<bool> raced) {
  if (!looks_suspect(execution, objects, raced)) return false;
  return fruitless_ < kPatience || std::has_single_bit(++passed_over_);
}

bool Suspects::looks_suspect(const sim::Execution& execution,
                             const std::vector<sim::Object>& objects, std::optional<bool> raced) {
  const bool finished = execution.ending == sim::Ending::Finished;
  if (finished && has_leftovers(execution, objects)) return true;
  if (!races_wanted_) return false;
  return raced ? *raced : has_races(execution, objects);
}

void Suspects::found(FindingKind kind) noexcept {
  races_wanted_ &= kind != FindingKind::Race;
  unreleased_wanted_ &= kind != FindingKind::UnreleasedLock;
  over_releases_wanted_ &= kind != FindingKind::OverRelease;
  leaks_wanted_ &= kind != FindingKind::Leak;
}

// What semaphores have in the end tells whether they were acquired as often as released.
bool Suspects::has_leftovers(const sim::Execution& execution,
                             const std::vector<sim::Object>& objects) {
  bool streams = false;
  for (const sim::Object& object : objects) {
    if (object.kind == sim::ObjectKind::Semaphore && object.value != object.initial) {
      const bool is_lock = object.limit == 1 && object.initial == 1;
      if (is_lock && unreleased_wanted_) return true;
      if (object.initial > 0 && object.value > object.initial && over_releases_wanted_) return true;
    }
    streams |= object.kind == sim::ObjectKind::Stream;
  }
  if (over_releases_wanted_ && has_refusal(execution, objects)) return true;
  if (!leaks_wanted_) return false;
  return ends_children(execution) || (streams && has_unread(execution));
}

bool Suspects::has_refusal(const sim::Execution& execution,
                           const std::vector<sim::Object>& objects) noexcept {
  return std::ranges::any_of(execution.steps, [&objects](const sim::Step& step) {
    return step.kind == OperationKind::Release && step.error == 0 && step.value == 0 &&
           objects[step.object].initial > 0;
  });
}

bool Suspects::has_unread(const sim::Execution& execution) const noexcept {
  std::uint64_t written = 0;
  std::uint64_t read = 0;
  for (const sim::Step& step : execution.steps) {
    if (step.error != 0) continue;
    written += step.kind == OperationKind::WriteStream ? step.value : 0;
    read += step.kind == OperationKind::ReadStream ? step.value : 0;
  }
  return read < written;
}

bool Suspects::has_races(const sim::Execution& execution, const std::vector<sim::Object>& objects) {
  limits_.clear();
  for (const sim::Object& object : objects) limits_.push_back({object.initial, object.limit});
  return !scan_.scan(execution, limits_).empty();
}

}  // namespace ravel
