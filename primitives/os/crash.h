// What would end the whole program while a function of the program under test runs on one of its
// threads: a bad access, an abort, an exit, the last of the memory. It can go on elsewhere instead.
#pragma once

#include "primitives/os/types.h"

namespace ravel::os {

struct Crash {
  const char* what = "";          ///< "SIGSEGV", "SIGABRT", ..., "exit", "_exit", "operator new"
  int code = 0;                   ///< of an exit
  const void* address = nullptr;  ///< of a bad access to memory
};

/// While it lives, crashes of the calling thread are handed to its CrashEscape. Those that come
/// while there is none end the program with a line on stderr and exit status 3. It also limits the
/// memory of the program to half of the machine's, unless it is limited already: what allocates
/// without end gets a std::bad_alloc, before the system has to kill somebody.
///
/// Belongs to the thread that made it; the destructor restores what was before.
class CrashWatch {
 public:
  /// Throws std::system_error.
  CrashWatch();
  CrashWatch(const CrashWatch&) = delete;
  CrashWatch& operator=(const CrashWatch&) = delete;
  ~CrashWatch();

 private:
  struct State;
  State* state_;
};

/// Where one crash leads while this lives; a second one ends the program. Making one costs a few
/// instructions.
class CrashEscape {
 public:
  /// Called on the stack where the crash happened, or on one that is kept for that. It goes on on
  /// another stack and leaves that of the crash for good: nothing on it can be unwound. If it
  /// returns, the program ends.
  using Way = void (*)(void* whom, const Crash& crash);

  CrashEscape(Way way, void* whom) noexcept;
  CrashEscape(const CrashEscape&) = delete;
  CrashEscape& operator=(const CrashEscape&) = delete;
  ~CrashEscape();

 private:
  friend struct CrashEscapes;
  Way way_;
  void* whom_;
  CrashEscape* before_;
  bool out_of_memory_ = false;  // already once
};

}  // namespace ravel::os
