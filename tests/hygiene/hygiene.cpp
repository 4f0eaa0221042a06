// The checks of hygiene.h. They read lines, not C++: good enough for `#include` and `#if`.
#include "tests/hygiene/hygiene.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace ravel::hygiene {
namespace {

constexpr std::size_t kHeaderLinesMax = 150;
constexpr std::size_t kSourceLinesMax = 400;
constexpr std::size_t kColumnsMax = 100;

constexpr std::array<std::string_view, 5> kFolders = {"primitives", "sim", "checker", "scenarios",
                                                      "tests"};

// A trailing '/' stands for everything below that folder.
constexpr std::string_view kPlatformHeaders[] = {
    "arpa/",      "dirent.h",  "dlfcn.h",    "fcntl.h",  "grp.h",     "io.h",        "link.h",
    "linux/",     "mach/",     "net/",       "netdb.h",  "netinet/",  "poll.h",      "process.h",
    "pthread.h",  "pwd.h",     "sched.h",    "signal.h", "spawn.h",   "semaphore.h", "sys/",
    "synchapi.h", "termios.h", "ucontext.h", "unistd.h", "windows.h", "winsock2.h",  "ws2tcpip.h"};

bool within(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.substr(folder.size()).starts_with('/');
}

bool in_backend(std::string_view path) {
  return within(path, "primitives/os/posix") || within(path, "primitives/os/win32");
}

bool is_fiber_file(std::string_view path) {
  return path == "sim/fiber.h" || path == "sim/fiber.cpp";
}

struct Line {
  std::size_t number = 0;
  std::string text;
};

std::vector<Line> lines_of(const SourceFile& file) {
  std::vector<Line> lines;
  std::istringstream text(file.text);
  for (std::string line; std::getline(text, line);) lines.push_back({lines.size() + 1, line});
  return lines;
}

std::string complaint(const SourceFile& file, std::size_t line, std::string_view what) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(what);
}

/// "include" of `#include <x>`, "ifdef" of `#  ifdef X`; empty for any other line.
std::string_view directive(std::string_view line) {
  const auto skip_blanks = [&line] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_blanks();
  if (!line.starts_with('#')) return {};
  line.remove_prefix(1);
  skip_blanks();
  return line.substr(0, line.find_first_of(" \t<\"("));
}

struct Include {
  std::size_t line = 0;
  std::string target;
};

/// The includes of `file` that are written with `open` and `close` around them.
std::vector<Include> includes(const SourceFile& file, char open, char close) {
  std::vector<Include> found;
  for (const Line& line : lines_of(file)) {
    if (directive(line.text) != "include") continue;
    const auto begin = line.text.find(open);
    if (begin == std::string::npos) continue;
    const auto end = line.text.find(close, begin + 1);
    if (end == std::string::npos) continue;
    found.push_back({line.number, line.text.substr(begin + 1, end - begin - 1)});
  }
  return found;
}

bool may_include(std::string_view from, std::string_view to) {
  const bool interface = within(to, "primitives/os") && !in_backend(to);
  if (within(from, "scenarios") || within(from, "tests")) return true;
  if (in_backend(from)) {
    const auto backend = from.substr(0, from.find('/', std::string_view("primitives/os/").size()));
    return interface || within(to, backend);
  }
  if (within(from, "primitives/os")) return interface;
  if (within(from, "primitives")) return within(to, "primitives") && !in_backend(to);
  if (within(from, "sim")) return interface || within(to, "sim");
  return interface || within(to, "sim") || within(to, "checker");
}

bool is_platform_header(std::string_view target) {
  return std::any_of(std::begin(kPlatformHeaders), std::end(kPlatformHeaders),
                     [target](std::string_view header) {
                       return header.ends_with('/') ? target.starts_with(header) : target == header;
                     });
}

/// UTF-8: a byte that continues a character takes no column.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char byte) { return (byte & '\xC0') != '\x80'; }));
}

}  // namespace

std::vector<SourceFile> source_files(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (const std::string_view folder : kFolders) {
    if (!exists(root / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files.push_back({entry.path().lexically_relative(root).generic_string(),
                       {std::istreambuf_iterator<char>(in), {}}});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

Complaints check_arrows(const SourceFile& file) {
  Complaints complaints;
  for (const Include& include : includes(file, '"', '"')) {
    const bool ours = std::any_of(kFolders.begin(), kFolders.end(), [&](std::string_view folder) {
      return within(include.target, folder);
    });
    if (!ours)
      complaints.push_back(
          complaint(file, include.line, "\"" + include.target + "\" is not named from the root"));
    else if (!may_include(file.path, include.target))
      complaints.push_back(complaint(file, include.line, "may not know " + include.target));
  }
  return complaints;
}

Complaints check_platform_headers(const SourceFile& file) {
  Complaints complaints;
  for (const Include& include : includes(file, '<', '>')) {
    const bool boost = include.target.starts_with("boost/");
    const bool at_home = boost ? is_fiber_file(file.path) : in_backend(file.path);
    if (!boost && !is_platform_header(include.target)) continue;
    if (at_home || within(file.path, "tests")) continue;
    complaints.push_back(complaint(file, include.line, "<" + include.target + "> is not for here"));
  }
  return complaints;
}

Complaints check_conditionals(const SourceFile& file) {
  if (in_backend(file.path) || is_fiber_file(file.path)) return {};
  Complaints complaints;
  for (const Line& line : lines_of(file))
    if (directive(line.text).starts_with("if"))
      complaints.push_back(complaint(file, line.number, "a conditional: " + line.text));
  return complaints;
}

Complaints check_size(const SourceFile& file) {
  Complaints complaints;
  const auto lines = lines_of(file);
  const auto most = file.path.ends_with(".h") ? kHeaderLinesMax : kSourceLinesMax;
  if (lines.size() > most)
    complaints.push_back(
        complaint(file, lines.size(), "at most " + std::to_string(most) + " lines"));
  for (const Line& line : lines)
    if (columns(line.text) > kColumnsMax)
      complaints.push_back(
          complaint(file, line.number, std::to_string(columns(line.text)) + " columns"));
  return complaints;
}

Complaints check_opening(const SourceFile& file) {
  const bool source = file.path.ends_with(".cpp");
  const std::string own_header = file.path.substr(0, file.path.rfind('.')) + ".h";
  if (file.text.starts_with("// ")) return {};
  if (source && file.text.starts_with("#include \"" + own_header + "\"\n")) return {};
  return {complaint(file, 1, "opens without a comment that says what it is")};
}

Complaints check_listed(const SourceFile& file, std::string_view document) {
  if (within(file.path, "tests")) return {};
  const std::size_t slash = file.path.rfind('/');
  const std::string folder = file.path.substr(0, slash);
  const std::string stem = file.path.substr(slash + 1, file.path.rfind('.') - slash - 1);
  const std::string heading = "\n### " + folder + "\n";
  const auto begin = std::min(document.find(heading), document.size());
  std::string_view section = document.substr(begin);
  section.remove_prefix(std::min(heading.size(), section.size()));
  section = section.substr(0, section.find("\n##"));
  for (const char* extension : {".h`", ".cpp`"})
    if (section.find("`" + stem + extension) != section.npos) return {};
  return {complaint(file, 1, "docs/architecture.md does not name it below ### " + folder)};
}

}  // namespace ravel::hygiene
