// ravel list: the scenarios, all or those that match a pattern.
#include <fmt/format.h>

#include <ostream>

#include "checker/cli/commands.h"
#include "checker/cli/options.h"
#include "checker/report/json.h"
#include "checker/report/scenario_list.h"

namespace ravel {
namespace {

/// Whether `text` has the form of `pattern`, in which * stands for anything and ? for one
/// character.
bool has_form(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*')
    return has_form(text, pattern.substr(1)) ||
           (!text.empty() && has_form(text.substr(1), pattern));
  if (text.empty() || (pattern.front() != '?' && pattern.front() != text.front())) return false;
  return has_form(text.substr(1), pattern.substr(1));
}

bool matches(std::string_view text, std::string_view pattern) {
  if (pattern.find_first_of("*?") != std::string_view::npos) return has_form(text, pattern);
  return text.find(pattern) != std::string_view::npos;
}

}  // namespace

int list_command(Arguments arguments, Scenarios scenarios, const Host& host) {
  CLI::App app("List the scenarios.", "ravel list");
  std::string pattern;
  bool json = false;
  app.add_option("PATTERN", pattern, "A part of a name or group, or a form with * and ?");
  app.add_flag("--json", json, "As JSON, for programs");
  app.footer("Examples:\n  ravel list\n  ravel list 'ticket-*' --json");
  if (!parse(app, arguments, host.out)) return kNoFinding;

  std::vector<const Scenario*> chosen;
  for (const Scenario& scenario : scenarios)
    if (matches(scenario.name, pattern) || matches(scenario.group, pattern))
      chosen.push_back(&scenario);
  if (chosen.empty() && !pattern.empty())
    throw UsageError(
        fmt::format("no scenario or group matches '{}'; 'ravel list' shows all", pattern));
  host.out << (json ? list_json(chosen) : list_text(chosen));
  return kNoFinding;
}

}  // namespace ravel
