// Text made fit for one line of a terminal or for a shell.
#include "checker/report/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace ravel {

std::string printable(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      line += "\\n";
    else if (c == '\t')
      line += ' ';
    else if (byte < 0x20 || byte == 0x7F)
      line += fmt::format("\\x{:02x}", byte);
    else
      line += c;
  }
  return line;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string(text);
  constexpr std::string_view kMissing = "...";
  if (width <= kMissing.size()) return std::string(kMissing.substr(0, width));
  std::size_t end = width - kMissing.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kMissing);
}

std::string shell_word(std::string_view text, bool always) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./:@=+-").find(c) != std::string_view::npos;
  };
  if (!always && !text.empty() && std::all_of(text.begin(), text.end(), is_plain))
    return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string location(const os::Where& where) {
  std::string_view file = where.file;
  const bool absolute = file.starts_with('/') || (file.size() > 1 && file[1] == ':');
  if (absolute) file.remove_prefix(file.find_last_of("/\\") + 1);
  return file.empty() ? "" : fmt::format("{}:{}", file, where.line);
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace ravel
