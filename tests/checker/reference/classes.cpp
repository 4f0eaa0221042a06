#include "tests/checker/reference/classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace ravel::reference {
namespace {

using sim::OperationKind;

/// Replaces the numbers of open files, which are given in the order of opening, by process.
class OpenFiles {
 public:
  void opened(const sim::Step& step) {
    std::uint32_t& count = opened_by_[step.process];
    names_.push_back(fmt::format("#{}", ++count));
  }
  const std::string& name(std::uint32_t open_file) const { return names_.at(open_file); }

 private:
  std::map<sim::ProcessId, std::uint32_t> opened_by_;
  std::vector<std::string> names_;
};

std::string looks_text(const sim::Trace& trace, const sim::Step& step) {
  std::string text;
  for (std::uint32_t i = 0; i < step.offset; ++i) {
    const sim::Look& look = trace.looks.at(step.object + i);
    text += fmt::format("{}[{}:{}]={} ", trace.objects.at(look.object).name, look.offset, look.size,
                        look.value);
  }
  return text;
}

ClassStep canonical(const sim::Trace& trace, const sim::Step& step, OpenFiles& open_files) {
  ClassStep made;
  made.kind = step.kind;
  made.timed_out = step.outcome == sim::Outcome::TimedOut;
  made.error = step.error;
  made.value = step.value;
  switch (step.kind) {
    case OperationKind::Spawn:
    case OperationKind::Wait:
    case OperationKind::Kill:
      made.object = trace.processes.at(step.object).path;
      break;
    case OperationKind::Exit:
      if (step.object < trace.processes.size()) made.object = trace.processes[step.object].path;
      break;
    case OperationKind::Poll:
    case OperationKind::Evaluate:
      made.object = looks_text(trace, step);
      break;
    case OperationKind::WaitAll:
    case OperationKind::Stop:
    case OperationKind::Choose:
    case OperationKind::Fate:
    case OperationKind::Fault:
      break;
    case OperationKind::OpenFile:
      made.object = trace.objects.at(step.object).name;
      made.offset = step.offset;
      made.value = 0;
      if (step.error == 0) open_files.opened(step);
      break;
    case OperationKind::RenameFile:
      made.object =
          trace.objects.at(step.object).name + " to " + trace.objects.at(step.offset).name;
      break;
    case OperationKind::ReadFile:
    case OperationKind::WriteFile:
    case OperationKind::CloseFile:
    case OperationKind::LockFile:
    case OperationKind::UnlockFile:
      made.object = trace.objects.at(step.object).name + open_files.name(step.offset);
      break;
    default:
      made.object = trace.objects.at(step.object).name;
      made.offset = step.offset;
      made.size = step.size;
  }
  return made;
}

/// The processes in the order of their paths.
std::vector<std::size_t> by_path(const sim::Trace& trace) {
  std::vector<std::size_t> order(trace.processes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return trace.processes[a].path < trace.processes[b].path;
  });
  return order;
}

using Cut = std::vector<std::uint32_t>;  // by process: how many of its placed steps are done

/// Counts the ways from a cut to the end, remembering what it has counted.
class Extensions {
 public:
  Extensions(const Class& of, const Placed& placed) {
    for (std::size_t p = 0; p < of.processes.size(); ++p) {
      std::vector<Cut>& needs = needs_.emplace_back();
      for (std::size_t i = 0; i < of.processes[p].steps.size(); ++i)
        if (placed[p][i]) needs.push_back(needed(of.processes[p].steps[i].clock, placed));
    }
  }

  std::uint64_t from(const Cut& cut) {
    const auto known = counted_.find(cut);
    if (known != counted_.end()) return known->second;
    std::uint64_t count = 0;
    bool at_end = true;
    for (std::size_t p = 0; p < needs_.size(); ++p) {
      if (cut[p] == needs_[p].size()) continue;
      at_end = false;
      if (!possible(p, cut)) continue;
      Cut next = cut;
      ++next[p];
      count += from(next);
    }
    return counted_[cut] = at_end ? 1 : count;
  }

 private:
  /// A clock as a number of placed steps.
  static Cut needed(const Clock& clock, const Placed& placed) {
    Cut cut;
    for (std::size_t p = 0; p < clock.size(); ++p)
      cut.push_back(static_cast<std::uint32_t>(
          std::count(placed[p].begin(), placed[p].begin() + clock[p], true)));
    return cut;
  }

  /// Whether everything that comes before the next step of `process` is done.
  bool possible(std::size_t process, const Cut& cut) const {
    const Cut& need = needs_[process][cut[process]];
    for (std::size_t p = 0; p < cut.size(); ++p)
      if (p != process && cut[p] < need[p]) return false;
    return true;
  }

  std::vector<std::vector<Cut>> needs_;  // of the placed steps of each process
  std::map<Cut, std::uint64_t> counted_;
};

}  // namespace

bool ClassStep::operator<(const ClassStep& other) const {
  const auto fields = [](const ClassStep& step) {
    return std::tie(step.kind, step.timed_out, step.object, step.offset, step.size, step.error,
                    step.value, step.clock);
  };
  return fields(*this) < fields(other);
}

bool ClassProcess::operator<(const ClassProcess& other) const {
  return std::tie(path, steps) < std::tie(other.path, other.steps);
}

Class class_of(const sim::Trace& trace, sim::Timeouts timeouts) {
  const std::vector<Clock> clocks = happens_before(trace, timeouts);
  const std::vector<std::size_t> order = by_path(trace);
  std::vector<std::size_t> position(order.size());
  Class made;
  for (std::size_t i = 0; i < order.size(); ++i) {
    position[order[i]] = i;
    made.processes.push_back({trace.processes[order[i]].path, {}});
  }
  OpenFiles open_files;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    ClassStep step = canonical(trace, trace.steps[i], open_files);
    for (const std::size_t process : order) step.clock.push_back(clocks[i][process]);
    made.processes[position[trace.steps[i].process]].steps.push_back(std::move(step));
  }
  return made;
}

std::string to_string(const Class& of) {
  std::string text;
  for (const ClassProcess& process : of.processes) {
    text += fmt::format("[{}]", process.path);
    for (const ClassStep& step : process.steps)
      text += fmt::format(" {} {}{}{}={}{}<{}>", sim::name(step.kind), step.object,
                          step.offset == 0 ? "" : fmt::format("[{}]", step.offset),
                          step.timed_out ? " timed out" : "", static_cast<std::int64_t>(step.value),
                          step.error == 0 ? "" : fmt::format(" error {}", step.error),
                          fmt::join(step.clock, ","));
    text += "\n";
  }
  return text;
}

std::uint64_t linear_extensions(const Class& of, const Placed& placed) {
  return Extensions(of, placed).from(Cut(of.processes.size(), 0));
}

}  // namespace ravel::reference
