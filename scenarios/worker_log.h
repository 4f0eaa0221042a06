// Where the tasks of a pool write what they do. Tasks carry no primitives: a worker gets its log
// once, by the initializer, and each of its tasks finds it there.
#pragma once

#include "primitives/os/os.h"
#include "scenarios/log.h"

namespace ravel {

/// The initializer: `Pool pool(os, {.processes = 2}, keep_log, log);`.
inline void keep_log(os::Os& os, Log log) {
  os.local().of<Log>() = log;
}

/// What the worker that calls was given.
inline Log& kept_log(os::Os& os) {
  return os.local().of<Log>();
}

inline char small_letter(std::int64_t i) {
  return static_cast<char>('a' + i);
}
inline char capital_letter(std::int64_t i) {
  return static_cast<char>('A' + i);
}

}  // namespace ravel
