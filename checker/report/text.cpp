// Reports as text. Everything that came from the program under test passes `printable`.
#include "checker/report/text.h"

#include <fmt/format.h>

#include "checker/report/explanation_text.h"
#include "checker/report/printable.h"
#include "checker/report/state_text.h"
#include "checker/report/trace_text.h"

namespace ravel {
namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kBold = "\x1b[1m";

std::string coloured(std::string_view text, std::string_view colour, const TextStyle& style) {
  return style.colour ? fmt::format("{}{}\x1b[0m", colour, text) : std::string(text);
}

std::string findings_count(const CheckResult& result) {
  if (result.findings.empty()) return "no finding";
  return counted(result.findings.size(), "finding");
}

std::string explored(const CheckResult& result) {
  if (result.limit == "bound" && result.options.bound)
    return fmt::format(", bound {}", *result.options.bound);
  if (!result.explored_estimate) return "";
  const double percent = *result.explored_estimate * 100;
  if (percent < 0.1) return ", less than 0.1 % explored";
  return fmt::format(", about {:.1f} % explored", percent);
}

/// The option that would let the exploration go on.
std::string limit_line(const CheckResult& result) {
  const CheckOptions& options = result.options;
  if (result.limit == "time")
    return fmt::format("  limit: {:g} seconds (--time)\n", options.time_max.count());
  if (result.limit == "executions" && options.executions_max)
    return fmt::format("  limit: {} (--executions)\n",
                       counted(*options.executions_max, "execution"));
  if (result.limit == "steps")
    return fmt::format("  limit: {} in one execution (--steps)\n",
                       counted(options.steps_max, "step"));
  if (result.limit == "bound" && options.bound)
    return fmt::format("  limit: bound {} (--bound)\n", *options.bound);
  return "";
}

std::string guarantee_line(const CheckResult& result) {
  return result.guarantee.empty() ? "" : fmt::format("  guarantee: {}\n", result.guarantee);
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : ", ") + printable(word);
  return line;
}

std::string title(const std::string& scenario, const Parameters& parameters,
                  const TextStyle& style) {
  std::string line = coloured(scenario, kBold, style);
  for (const Parameters::Value& value : parameters.values()) {
    const bool boolean = value.type == ParameterType::Boolean;
    line +=
        fmt::format(" {}={}", value.name,
                    boolean ? (value.value != 0 ? "true" : "false") : std::to_string(value.value));
  }
  return line + "\n";
}

std::string schedule_line(const Finding& finding, const Extent* found_with) {
  const Extent now{finding.schedule_length, finding.context_switches};
  if (now.steps == 0) return "";
  if (found_with && *found_with != now)
    return fmt::format("  schedule: from {} and {} switch{} to {} and {}\n",
                       counted(found_with->steps, "step"), found_with->switches,
                       found_with->switches == 1 ? "" : "es", now.steps, now.switches);
  return fmt::format("  schedule: {}, {} context switch{}\n", counted(now.steps, "step"),
                     now.switches, now.switches == 1 ? "" : "es");
}

TraceLayout layout_of(const TextStyle& style) {
  TraceLayout layout;
  layout.width = style.width;
  if (style.full) layout.steps_max = SIZE_MAX;
  return layout;
}

std::string explanation_part(const std::optional<Explanation>& explanation,
                             const TextStyle& style) {
  const std::string text = explanation ? explanation_text(*explanation, style) : "";
  return text.empty() ? "" : "\n" + text;
}

std::string added_line(const std::vector<std::size_t>& added) {
  if (added.empty()) return "";
  return fmt::format("the token does not know {}, the first of them number {}\n",
                     counted(added.size(), "step"), added.front());
}

/// So many outcomes that no run has shown are written out.
constexpr std::size_t kNeverSeenShown = 4;

std::string never_seen_text(const Comparison& comparison) {
  std::string text;
  std::size_t shown = 0;
  for (const Outcome& outcome : comparison.never_seen) {
    if (++shown > kNeverSeenShown) break;
    text += fmt::format("  never seen: {}\n", printable(to_string(outcome)));
  }
  if (comparison.never_seen.size() > kNeverSeenShown)
    text += fmt::format("  never seen: {} more\n", comparison.never_seen.size() - kNeverSeenShown);
  return text;
}

}  // namespace

std::string verdict_line(const CheckResult& result) {
  const std::string executions = counted(result.executions, "execution");
  if (result.complete) return fmt::format("complete: {}, {}", executions, findings_count(result));
  std::string_view why = "stopped at the first";
  if (result.interrupted)
    why = "interrupted";
  else if (!result.limit.empty() || result.verdict == Verdict::Limit)
    why = "limit reached";
  return fmt::format("{} in {} ({}{})", findings_count(result), executions, why, explored(result));
}

std::string finding_text(const Finding& finding, const TextStyle& style, const Extent* found_with) {
  std::string text = fmt::format("{}: {}\n", coloured(name(finding.kind), kRed, style),
                                 printable(finding.message));
  if (!finding.processes.empty()) text += fmt::format("  in: {}\n", joined(finding.processes));
  if (!finding.locations.empty()) text += fmt::format("  at: {}\n", joined(finding.locations));
  for (const WaitsFor& wait : finding.waits) {
    text += fmt::format("  {} waits for {}", printable(wait.who), printable(wait.what));
    if (!wait.held_by.empty()) text += fmt::format(", held by {}", printable(wait.held_by));
    text += "\n";
  }
  return text + schedule_line(finding, found_with);
}

std::string outcomes_text(const std::map<Outcome, std::uint64_t>& outcomes,
                          std::string_view counted_noun) {
  const std::string heading(counted_noun);
  std::string text =
      fmt::format("{}\n  {:>10}  outcome\n", counted(outcomes.size(), "outcome"), heading);
  for (const auto& [outcome, count] : outcomes)
    text += fmt::format("  {:>10}  {}\n", count, printable(to_string(outcome)));
  return text;
}

std::string check_text(const CheckResult& result, std::span<const std::string> replay_words,
                       const TextStyle& style, const std::optional<Explanation>& explanation) {
  std::string text = title(result.scenario, result.parameters, style);
  const std::string_view colour = result.findings.empty() ? kGreen : kRed;
  text += coloured(verdict_line(result), colour, style) + "\n" + limit_line(result) +
          guarantee_line(result);
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const Finding& finding = result.findings[i];
    const Extent* before = i < result.found_with.size() ? &result.found_with[i] : nullptr;
    text += "\n" + finding_text(finding, style, before);
    if (i == 0 && result.trace) {
      TraceLayout layout = layout_of(style);
      layout.marked = finding.step;
      text +=
          "\n" + trace_text(*result.trace, layout) + explanation_part(explanation, style) + "\n";
    }
    if (result.crashed && i == 0)
      text += "  not made simpler nor explained, since each run of it loses memory\n";
    if (i < replay_words.size())
      text += fmt::format("  replay: {} replay {}\n", shell_word(style.program),
                          shell_word(replay_words[i], true));
  }
  if (style.outcomes) text += "\n" + outcomes_text(result.outcomes, "executions");
  return text;
}

std::string replay_text(const std::string& scenario, const ReplayResult& result,
                        const TextStyle& style, const std::optional<Explanation>& explanation) {
  std::string text = title(scenario, result.parameters, style);
  TraceLayout layout = layout_of(style);
  if (!result.findings.empty()) layout.marked = result.findings.front().step;
  text += trace_text(result.trace, layout);
  if (!result.output.empty()) text += "\noutput\n";
  for (const std::string& line : result.output)
    text += "  " + printable(line.ends_with('\n') ? line.substr(0, line.size() - 1) : line) + "\n";
  if (result.stopped) text += "\n" + state_text(*result.stopped);
  text += fmt::format("\noutcome: {}\n", printable(to_string(result.outcome)));
  if (!result.divergence) text += added_line(result.added);
  for (const Finding& finding : result.findings) text += "\n" + finding_text(finding, style);
  text += explanation_part(explanation, style);
  if (result.divergence)
    text +=
        fmt::format("\n{}: {}\n", coloured("diverged", kRed, style), printable(*result.divergence));
  else if (result.findings.empty())
    text += "\n" + coloured("no finding", kGreen, style) + "\n";
  return text;
}

std::string conform_text(const Comparison& comparison) {
  const CheckResult& enumerated = comparison.enumerated;
  const std::size_t known = enumerated.outcomes.size() - comparison.never_seen.size();
  std::string_view word = "conforms";
  if (!comparison.conforms()) word = comparison.decided() ? "DIFFERS" : "undecided";
  std::string text = fmt::format("{}: {} in {} run{}, {} of {} outcomes seen", enumerated.scenario,
                                 word, comparison.runs, comparison.runs == 1 ? "" : "s", known,
                                 enumerated.outcomes.size());
  if (!enumerated.complete) text += " (the enumeration is not complete)";
  if (comparison.timed_out) text += "; the last run did not end";
  text += "\n";
  for (const std::string& outside : comparison.outside)
    text += fmt::format("  outside: {}\n", printable(outside));
  return text + never_seen_text(comparison);
}

}  // namespace ravel
