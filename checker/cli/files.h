// Files that the command line reads and writes.
#pragma once

#include <string>
#include <string_view>

#include "checker/cli/host.h"

namespace ravel {

/// Throws UsageError unless `path` can be written, "-" (stdout) always can: to be called before
/// long work whose result goes there. Creates the file if there is none.
void expect_writable(std::string_view option, const std::string& path);

/// Replaces the file's contents, or prints to `host.out` if `path` is "-". Throws
/// std::runtime_error when it cannot be written completely.
void write_text(const Host& host, const std::string& path, std::string_view text);

/// The first line of a file that holds a token. Throws UsageError if it cannot be read.
std::string read_token(const std::string& path);

/// What follows `ravel replay` to replay `token`: itself or, if it is too long for a command line,
/// "@FILE"; the file is written to the current directory. "" if `token` is empty.
std::string replay_word(const Host& host, std::string_view scenario, std::size_t number,
                        const std::string& token);

}  // namespace ravel
