// Text of unknown origin, made fit for one line of a terminal or for a shell.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "primitives/os/types.h"

namespace ravel {

/// `text` on one line: control characters become escapes such as \n and \x1b.
std::string printable(std::string_view text);

/// At most `width` bytes of `text`, ending in "..." if something is missing; never half a UTF-8
/// character.
std::string shortened(std::string_view text, std::size_t width);

/// `text` as one word of a POSIX shell; quotes only what needs them, or everything if `always`.
std::string shell_word(std::string_view text, bool always = false);

/// "file:line"; of an absolute path only the file's name, so that reports are the same everywhere.
std::string location(const os::Where& where);

/// "1 execution", "2 executions".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace ravel
