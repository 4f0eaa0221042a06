// Files that the command line reads and writes.
#include "checker/cli/files.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <ostream>
#include <system_error>

#include "checker/parameters.h"

namespace ravel {
namespace {

constexpr std::size_t kTokenInline = 4096;  // bytes; some terminals cut longer lines
constexpr std::size_t kTokenMax = 4 << 20;  // bytes; what is longer is no token

std::string reason(int error) {
  return std::generic_category().message(error);
}

}  // namespace

void expect_writable(std::string_view option, const std::string& path) {
  if (path.empty() || path == "-") return;
  errno = 0;
  if (std::ofstream(path, std::ios::app)) return;
  throw UsageError(fmt::format("{} cannot write '{}': {}", option, path, reason(errno)));
}

void write_text(const Host& host, const std::string& path, std::string_view text) {
  if (path == "-") {
    host.out << text;
    return;
  }
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw std::runtime_error(fmt::format("cannot write '{}': {}", path, reason(errno)));
}

std::string read_token(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string token;
  // A file that is no token may have no end of a line, or no end.
  for (char c = 0; token.size() < kTokenMax && file.get(c) && c != '\n';) token += c;
  if (token.empty())
    throw UsageError(fmt::format("cannot read a token from '{}': {}", path,
                                 errno == 0 ? "its first line is empty" : reason(errno)));
  if (token.size() == kTokenMax)
    throw UsageError(fmt::format("cannot read a token from '{}': no token is that long", path));
  while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
  return token;
}

std::string replay_word(const Host& host, std::string_view scenario, std::size_t number,
                        const std::string& token) {
  if (token.size() <= kTokenInline) return token;
  const std::string suffix = number == 0 ? "" : fmt::format("-{}", number + 1);
  const std::string path = fmt::format("ravel-{}{}.token", scenario, suffix);
  write_text(host, path, token + "\n");
  return "@" + path;
}

}  // namespace ravel
