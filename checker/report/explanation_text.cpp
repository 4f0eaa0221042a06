#include "checker/report/explanation_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checker/report/printable.h"
#include "checker/report/trace_text.h"
#include "checker/schedule.h"

namespace ravel {
namespace {

/// So many steps of both executions stand side by side, unless all are asked for.
constexpr std::size_t kRowsMost = 12;

std::string who_does_what(const sim::Trace& trace, std::size_t step) {
  const sim::Step& one = trace.steps[step];
  return printable(trace.processes[one.process].name) + " " + step_text(trace, one);
}

std::string with_place(const sim::Trace& trace, std::size_t step) {
  const std::string place = location(trace.steps[step].where);
  return who_does_what(trace, step) + (place.empty() ? "" : " (" + place + ")");
}

std::string pair_line(std::string_view heading, const sim::Trace& trace, const Pair& pair) {
  const std::string first = with_place(trace, pair.first);
  if (!pair.second) return fmt::format("  {}: {}\n", heading, first);
  return fmt::format("  {}: {}\n         before {}\n", heading, first,
                     with_place(trace, *pair.second));
}

/// From the turning point on, without the draws from which nothing came.
std::vector<std::size_t> steps_from(const sim::Trace& trace, std::size_t first) {
  std::vector<std::size_t> steps;
  for (std::size_t i = first; i < trace.steps.size(); ++i)
    if (!drew_nothing(trace.steps[i])) steps.push_back(i);
  return steps;
}

/// One of the two halves of a row; what belongs to the pair is marked.
std::string half(const sim::Trace& trace, std::size_t step, const std::optional<Pair>& pair,
                 std::size_t width) {
  const bool marked = pair && (pair->first == step || pair->second == step);
  return shortened(fmt::format("{} {:>4} {}", marked ? '>' : ' ', step, who_does_what(trace, step)),
                   width);
}

std::string side_by_side(const TurningPoint& point, const TextStyle& style) {
  const std::size_t width = (style.width - 2) / 2;
  const std::vector<std::size_t> wrong = steps_from(point.wrong, point.step);
  const std::vector<std::size_t> right = steps_from(point.right, point.step);
  const std::size_t longest = std::max(wrong.size(), right.size());
  const std::size_t end = style.full ? longest : std::min(longest, kRowsMost);
  std::string text = fmt::format("\n  {:<{}}  right\n", "wrong", width - 2);
  for (std::size_t row = 0; row < end; ++row) {
    const std::string left =
        row < wrong.size() ? half(point.wrong, wrong[row], point.in_wrong, width) : "";
    std::string line = fmt::format("{:<{}}", left, width);
    if (row < right.size()) line += "  " + half(point.right, right[row], point.in_right, width);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  if (end < longest) text += "  (both go on; --full shows all)\n";
  return text;
}

}  // namespace

std::string explanation_text(const Explanation& explanation, const TextStyle& style) {
  if (explanation.always_wrong) return "no turning point: no execution is right\n";
  if (!explanation.turning_point)
    return fmt::format("turning point: could not be decided in {}, none of which is right\n",
                       counted(explanation.executions, "execution"));
  const TurningPoint& point = *explanation.turning_point;
  std::string text =
      fmt::format("turning point: step {}, {}\n  before it some continuation is right, behind it ",
                  point.step, with_place(point.wrong, point.step));
  text += point.exact ? "none\n"
                      : fmt::format("none of those looked at ({}); there may be a later one\n",
                                    counted(explanation.executions, "execution"));
  if (point.in_wrong && point.in_right)
    text += pair_line("wrong", point.wrong, *point.in_wrong) +
            pair_line("right", point.right, *point.in_right);
  return text + side_by_side(point, style);
}

}  // namespace ravel
