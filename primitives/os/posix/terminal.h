// What a program at a terminal asks its process about: is somebody looking, was Ctrl-C pressed, how
// much memory was used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace ravel::os::posix {

bool stdout_is_terminal() noexcept;
bool stderr_is_terminal() noexcept;

/// The columns of the terminal that is stdout: $COLUMNS, or what the system says; 100 if it is
/// none.
std::size_t stdout_width() noexcept;

/// From now on, as long as the returned function lives, Ctrl-C does not end the process; the
/// function says whether it was pressed. To be used by one thread. Throws std::system_error.
std::function<bool()> watch_interrupts();

/// The largest resident set that this process has had.
std::uint64_t peak_rss_bytes() noexcept;

/// "SIGSEGV"; "signal 77" for a number without a name.
std::string signal_name(int signal);

}  // namespace ravel::os::posix
