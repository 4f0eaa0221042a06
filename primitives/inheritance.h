// What a child is told besides its arguments: who its parent is, and the authentication key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "primitives/os/os.h"

namespace ravel {

class ArgumentReader;
class ArgumentWriter;

/// The secret by which processes prove to each other that they belong together: any bytes, as
/// Listener and connect take them.
using AuthKey = std::string;

/// The parent of a process, as it was when the child was started.
struct ParentProcess {
  std::string name;
  std::uint64_t pid = 0;
  bool operator==(const ParentProcess&) const = default;
};

/// The calling process's: the key of the run, until it is set or inherited from a parent that set
/// one. Threads of a process must not set and read it at the same moment.
AuthKey authkey_of(os::Os& os);

/// Throws std::invalid_argument for an empty key.
void set_authkey_of(os::Os& os, AuthKey key);

/// The parent of the calling process; nothing in the first one.
std::optional<ParentProcess> parent_of(os::Os& os);

/// Writes what a child of the calling process inherits. `own_key`, if any, replaces the key.
void pass_on(os::Os& os, const std::optional<AuthKey>& own_key, ArgumentWriter& writer);

/// Reads it, in the child.
void inherit(ArgumentReader& reader);

}  // namespace ravel
