// What is thrown through a process that is cleared away after the verdict. Internal to sim/.
#pragma once

namespace ravel::sim {

/// Frees what the process has on its stack. Deliberately not a std::exception: a program's handlers
/// must not take it for an error.
struct Reaped {};

}  // namespace ravel::sim
