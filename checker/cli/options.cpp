// The words of a command line, read with CLI11.
#include "checker/cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "checker/parameters.h"

namespace ravel {
namespace {

template <class Number>
bool read_whole(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end;
}

}  // namespace

bool parse(CLI::App& app, std::span<const std::string> arguments, std::ostream& out) {
  // CLI11 takes the words last first.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  app.allow_extras();
  app.set_help_flag("-h,--help", "Explain this command");
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    out << app.help();
    return false;
  } catch (const CLI::ParseError& error) {
    throw UsageError(fmt::format("{}; see '{} --help'", error.what(), app.get_name()));
  }
  const std::vector<std::string> unknown = app.remaining();
  if (unknown.empty()) return true;
  const std::string_view what = unknown.front().starts_with('-') ? "unknown option" : "unexpected";
  throw UsageError(fmt::format("{} '{}'; see '{} --help'", what, unknown.front(), app.get_name()));
}

std::uint64_t WholeNumber::parse(const std::string& text) const {
  std::uint64_t number = 0;
  if (read_whole(text, number) && number >= least && number <= most) return number;
  throw UsageError(
      fmt::format("{} takes a whole number from {} to {}, not '{}'", option, least, most, text));
}

double parse_seconds(std::string_view option, const std::string& text) {
  double seconds = 0;
  if (read_whole(text, seconds) && seconds > 0 && seconds <= 1e9) return seconds;
  throw UsageError(
      fmt::format("{} takes seconds, more than 0 and at most 1e9, not '{}'", option, text));
}

std::string parse_word(std::string_view what, const std::string& text,
                       std::initializer_list<std::string_view> words) {
  std::string known;
  for (const std::string_view word : words) {
    if (word == text) return text;
    known.append(known.empty() ? "" : ", ").append(word);
  }
  throw UsageError(fmt::format("unknown {} '{}'; available: {}", what, text, known));
}

void add_unavailable(CLI::App& app, const std::string& option, const std::string& accepted) {
  const auto refuse = [option, accepted](const std::string& value) {
    if (!accepted.empty() && value == accepted) return;
    throw UsageError(accepted.empty() ? fmt::format("{} is not available yet", option)
                                      : fmt::format("{} {} is not available yet; available: {}",
                                                    option, value, accepted));
  };
  app.add_option_function<std::string>(option, refuse)->group("");
}

void add_unavailable_flag(CLI::App& app, const std::string& option) {
  const auto refuse = [option](std::int64_t) {
    throw UsageError(fmt::format("{} is not available yet", option));
  };
  app.add_flag_function(option, refuse)->group("");
}

Words sorted_words(const std::vector<std::string>& words) {
  Words sorted;
  for (const std::string& word : words) {
    const bool assigns = word.find('=') != std::string::npos;
    (assigns ? sorted.assignments : sorted.names).push_back(word);
  }
  return sorted;
}

}  // namespace ravel
