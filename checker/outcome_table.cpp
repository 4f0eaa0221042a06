#include "checker/outcome_table.h"

#include <algorithm>
#include <functional>

#include "sim/random.h"

namespace ravel {
namespace {

std::uint64_t hash(const sim::Execution& execution) {
  std::uint64_t sum = execution.observations_count;
  for (std::size_t i = 0; i < execution.observations_count; ++i) {
    const sim::ObservedValue& seen = execution.observations[i];
    const auto* number = std::get_if<std::int64_t>(&seen.value);
    const std::uint64_t value = number
                                    ? static_cast<std::uint64_t>(*number)
                                    : std::hash<std::string>{}(std::get<std::string>(seen.value));
    sum = sim::mixed(sum ^ value);
  }
  return sum;
}

bool same(const std::vector<sim::ObservedValue>& known, const sim::Execution& execution) {
  const auto equal = [](const sim::ObservedValue& a, const sim::ObservedValue& b) {
    return a.name == b.name && a.value == b.value;
  };
  return known.size() == execution.observations_count &&
         std::equal(known.begin(), known.end(), execution.observations.begin(), equal);
}

}  // namespace

Outcome outcome_of(const sim::Execution& execution) {
  Outcome outcome;
  for (std::size_t i = 0; i < execution.observations_count; ++i)
    outcome[execution.observations[i].name] = execution.observations[i].value;
  return outcome;
}

const OutcomeTable::Entry& OutcomeTable::add(const sim::Execution& execution) {
  const std::uint64_t key = hash(execution);
  const auto [first, last] = raws_.equal_range(key);
  for (auto raw = first; raw != last; ++raw) {
    if (!same(raw->second.observations, execution)) continue;
    ++entries_[raw->second.entry].executions;
    return entries_[raw->second.entry];
  }
  const auto end =
      execution.observations.begin() + static_cast<std::ptrdiff_t>(execution.observations_count);
  Raw raw{{execution.observations.begin(), end}, find_or_add(outcome_of(execution))};
  Entry& entry = entries_[raw.entry];
  raws_.emplace(key, std::move(raw));
  ++entry.executions;
  return entry;
}

std::size_t OutcomeTable::find_or_add(Outcome outcome) {
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (entries_[i].outcome == outcome) return i;
  Entry entry{std::move(outcome), 0, {}};
  if (scenario_.invariant) entry.violation = scenario_.invariant(entry.outcome, parameters_);
  entries_.push_back(std::move(entry));
  return entries_.size() - 1;
}

std::map<Outcome, std::uint64_t> OutcomeTable::counts() const {
  std::map<Outcome, std::uint64_t> counts;
  for (const Entry& entry : entries_) counts[entry.outcome] = entry.executions;
  return counts;
}

}  // namespace ravel
