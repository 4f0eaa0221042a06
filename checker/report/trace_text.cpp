// A trace as text: one column per process, one row per step.
#include "checker/report/trace_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/report/printable.h"
#include "checker/schedule.h"

namespace ravel {
namespace {

constexpr std::size_t kMargin = 8;      // of the step's number and its mark
constexpr std::size_t kTextLeast = 32;  // what the last column has at least
constexpr std::size_t kColumnMost = 30;
constexpr std::size_t kColumnLeast = 6;  // narrower ones cannot be told apart by a heading

std::string name_of(const sim::Trace& trace, std::size_t process) {
  return process < trace.processes.size() ? printable(trace.processes[process].name)
                                          : fmt::format("process {}", process);
}

/// "Process-1:2" as "P1:2" and "MainProcess" as "Main" where the whole name does not fit.
std::string heading(std::string name, std::size_t width) {
  constexpr std::string_view kProcess = "Process-";
  if (name.size() > width && name.starts_with(kProcess)) name = "P" + name.substr(kProcess.size());
  if (name.size() > width && name == "MainProcess") name = "Main";
  return name.substr(0, width);
}

class Columns {
 public:
  Columns(const sim::Trace& trace, const TraceLayout& layout) : trace_(trace), layout_(layout) {
    for (std::size_t i = 0; i < trace.steps.size(); ++i)
      if (!drew_nothing(trace.steps[i])) steps_.push_back(i);
    const std::size_t all = steps_.size();
    first_ = all > layout.steps_max ? all - layout.steps_max : 0;
    sim::ProcessSet acting;
    for (std::size_t i = first_; i < all; ++i) acting.add(trace.steps[steps_[i]].process);
    acting.for_each([this](std::size_t process) { processes_.push_back(process); });
    const std::size_t others = processes_.size() > 1 ? processes_.size() - 1 : 1;
    const std::size_t space = layout.width - std::min(layout.width, kMargin + kTextLeast);
    column_ = std::min(space / others, kColumnMost);
  }

  std::string text() const {
    std::string lines;
    if (first_ > 0) lines += fmt::format("   ({} before these)\n", counted(first_, "step"));
    lines += headings();
    for (std::size_t i = first_; i < steps_.size(); ++i) lines += row(steps_[i]);
    const std::size_t hidden = trace_.steps.size() - steps_.size();
    if (hidden > 0)
      lines += fmt::format("   ({} that nothing happens left out)\n", counted(hidden, "draw"));
    return lines;
  }

 private:
  bool crowded() const { return column_ < kColumnLeast; }

  std::string headings() const {
    std::string line = "   step ";
    if (crowded()) return line + "process\n";
    for (const std::size_t process : processes_)
      line += fmt::format("{:<{}}", heading(name_of(trace_, process), column_ - 1), column_);
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }

  std::string row(std::size_t i) const {
    const sim::Step& step = trace_.steps[i];
    const auto place = std::find(processes_.begin(), processes_.end(), step.process);
    const auto rank = static_cast<std::size_t>(place - processes_.begin());
    std::string line = fmt::format("{} {:>5} ", layout_.marked == i ? '>' : ' ', i);
    line.append(rank * column_, ' ');
    if (crowded()) line += name_of(trace_, step.process) + ": ";
    line += step_text(trace_, step);
    // The name of the file is enough here: the folders would leave little room.
    std::string source = location(step.where);
    source.erase(0, source.rfind('/') + 1);
    if (!source.empty() && line.size() + 2 + source.size() <= layout_.width) line += "  " + source;
    return shortened(line, layout_.width) + "\n";
  }

  const sim::Trace& trace_;
  const TraceLayout& layout_;
  std::vector<std::size_t> steps_;  // that are shown, or come before these
  std::size_t first_ = 0;           // of those shown
  std::vector<std::size_t> processes_;
  std::size_t column_ = 0;
};

}  // namespace

std::string step_text(const sim::Trace& trace, const sim::Step& step) {
  const std::string result = sim::describe_result(step);
  std::string text = sim::describe(trace, step);
  if (!result.empty()) text += " -> " + result;
  return printable(text);
}

std::string trace_text(const sim::Trace& trace, const TraceLayout& layout) {
  return Columns(trace, layout).text();
}

}  // namespace ravel
