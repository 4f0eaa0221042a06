#include "tests/checker/reference/compare.h"

#include <fmt/format.h>

namespace ravel::reference {

std::optional<std::string> disagreement(const Exploration& every_interleaving,
                                        const Exploration& explored) {
  if (explored.blocked_executions > 0)
    return fmt::format("{} executions were blocked", explored.blocked_executions);
  if (!explored.complete) return "the exploration came to no end";
  if (!explored.contradictions.empty()) return explored.contradictions.front();
  for (const auto& [of, record] : every_interleaving.classes) {
    const auto found = explored.classes.find(of);
    if (found == explored.classes.end())
      return fmt::format("this class was not explored, with {}:\n{}", to_string(record.result),
                         to_string(of));
    if (found->second.executions != 1)
      return fmt::format("this class was explored {} times:\n{}", found->second.executions,
                         to_string(of));
    if (found->second.result != record.result)
      return fmt::format("{} instead of {} in\n{}", to_string(found->second.result),
                         to_string(record.result), to_string(of));
  }
  for (const auto& [of, record] : explored.classes)
    if (!every_interleaving.classes.contains(of))
      return fmt::format("this class does not exist:\n{}", to_string(of));
  return std::nullopt;
}

namespace {

// Nothing if the program has too many interleavings; else what is wrong, empty if nothing is.
std::optional<std::string> complaint(const Program& program, const Explorer& explorer,
                                     const Setting& setting, Comparison* comparison = nullptr) {
  const sim::Body body = body_of(program);
  const Exploration every = dfs_classes(body, setting);
  if (!every.complete) return std::nullopt;
  if (comparison) {
    comparison->interleavings = every.executions;
    comparison->classes = every.classes.size();
  }
  if (!every.contradictions.empty())
    return "the relation takes different executions for one class: " + every.contradictions.front();
  const std::vector<std::string> miscounted = miscounted_classes(every);
  if (!miscounted.empty())
    return "the relation orders the wrong steps; a class was " + miscounted.front();
  // One more than there can be shows that it does not end.
  const Exploration explored =
      explore_classes(body, explorer, {setting.options, every.executions + 1});
  return disagreement(every, explored).value_or("");
}

/// The smallest program that still shows something wrong.
Program shrunk(Program program, const Explorer& explorer, const Setting& setting) {
  for (bool smaller_found = true; smaller_found;) {
    smaller_found = false;
    for (Program& candidate : smaller(program)) {
      if (complaint(candidate, explorer, setting).value_or("").empty()) continue;
      program = std::move(candidate);
      smaller_found = true;
      break;
    }
  }
  return program;
}

}  // namespace

Comparison compare(const Program& program, const Explorer& explorer, const Setting& setting) {
  Comparison comparison;
  const auto found = complaint(program, explorer, setting, &comparison);
  comparison.skipped = !found.has_value();
  if (found.value_or("").empty()) return comparison;
  const Program small = shrunk(program, explorer, setting);
  comparison.complaint =
      fmt::format("{}\n{}", to_source(small), *complaint(small, explorer, setting));
  return comparison;
}

Fuzzed fuzz(const Explorer& explorer, Seeds seeds, const Setting& setting) {
  Fuzzed fuzzed;
  for (std::uint64_t seed = seeds.first; seed < seeds.first + seeds.count; ++seed) {
    const Comparison comparison = compare(random_program(seed), explorer, setting);
    fuzzed.skipped += comparison.skipped;
    fuzzed.compared += !comparison.skipped;
    fuzzed.interleavings += comparison.interleavings;
    fuzzed.classes += comparison.classes;
    if (comparison.complaint.empty()) continue;
    fuzzed.complaint = fmt::format("seed {}\n{}", seed, comparison.complaint);
    break;
  }
  return fuzzed;
}

}  // namespace ravel::reference
