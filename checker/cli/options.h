// The words of a command line, read with CLI11. Every mistake is a UsageError of one line that says
// what would be right.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ravel {

/// Reads `arguments` into what `app` has bound. Returns false when they asked for help, which is
/// then printed to `out`.
bool parse(CLI::App& app, std::span<const std::string> arguments, std::ostream& out);

/// An option that takes a whole number in [least, most].
struct WholeNumber {
  std::string_view option;
  std::uint64_t least = 0;
  std::uint64_t most = UINT64_MAX;

  std::uint64_t parse(const std::string& text) const;
};

/// More than 0 and at most 1e9 seconds.
double parse_seconds(std::string_view option, const std::string& text);

/// One of `words`; the message calls it `what`.
std::string parse_word(std::string_view what, const std::string& text,
                       std::initializer_list<std::string_view> words);

/// An option of the contract of which only `accepted` (the default; empty: nothing) exists so far.
/// It is not shown in the help.
void add_unavailable(CLI::App& app, const std::string& option, const std::string& accepted = "");
void add_unavailable_flag(CLI::App& app, const std::string& option);

/// "name=value" words are assignments, others name scenarios.
struct Words {
  std::vector<std::string> names;
  std::vector<std::string> assignments;
};
Words sorted_words(const std::vector<std::string>& words);

}  // namespace ravel
