// The dependence of steps and the order that follows from it, by the book: pair by pair, as the
// table says it, without regard to speed. It is what an exploration that leaves out executions is
// judged by, and therefore shares no code with checker/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/trace.h"
#include "tests/checker/reference/replay.h"

namespace ravel::reference {

/// Two steps of different processes that follow each other immediately can change places, and
/// nobody sees a difference, unless they are dependent or one made the other possible.
///
/// - Memory: they overlap and one of them writes. An exchange, an addition and a comparison write,
///   whatever came of them.
/// - A semaphore with `c` permits at first and at most `m`. The n-th acquire and the k-th release:
///   those that succeeded. The first c acquires find what was there at first, so they are
///   independent of each other; any other two acquires are dependent. Whoever observes (a try or
///   timed acquire that failed, a look at the value, a release that failed) is dependent with every
///   acquire and release, and not with another who observes.
///   c = 0, a signal: releases are dependent; an acquire consumes the permit of the release of its
///   own number (k = n), a release uses the room that an acquire made (k = n + m); the others are
///   independent.
///   c > 0, a lock or a pool: releases are independent of each other; an acquire is dependent with
///   all releases if n > c, else with none. That holds while everybody gives back only what they
///   have taken. A release by somebody who has nothing to give back (a foreign one) can fail if
///   there is a maximum; it and everything after it is dependent with every use.
///   Who gives up where that may happen at any time, also with a permit at hand, observes nothing.
/// - The lock of a file: as a semaphore with c = m = 1. Closing, unlocking and ending release it.
/// - A name: finding it (or not) reads; creating, renaming (both names) and removing write. A
///   content: reading reads; writing and truncating write.
/// - A stream: two puts, and two gets. A put and the get of one of its bytes behind it; a get and
///   the put that needs the room it made; and either behind one that moved less than was wanted.
///   Whoever looks whether there is something, or finds the end, or that nobody can read: with
///   every put and get. The closing of an end: with whoever finds out, with who looks for bytes
///   (closing the writing side), with a put of a process that could not read it itself (the reading
///   side), and with all that other threads of the same process do with the stream.
/// - A condition reads each word that it looks at.
/// - The end of a process and a timed wait for it that failed, unless it may fail at any time.
/// - An ending of a process p (a kill of p, the end of p's parent) and every step of p and its
///   threads, and every other ending of p. The end of p, which first of all stops its other
///   threads, and every step of these.
class Dependence {
 public:
  Dependence(const sim::Trace& trace, sim::Timeouts timeouts);

  /// Whether steps `i` < `j` of the trace, of different processes, are dependent.
  bool dependent(std::size_t i, std::size_t j) const;

  /// Whether the order of steps `i` < `j` is fixed by themselves: one process performs both, the
  /// first makes the second possible (spawning, ending before a wait), or they are dependent.
  bool ordered(std::size_t i, std::size_t j) const;

 private:
  bool concern_one_life(std::size_t i, std::size_t j) const;
  std::size_t owner_of(std::size_t process) const;
  bool is_daemon_thread(std::size_t process) const;
  bool ends(const sim::Step& step, std::size_t process) const;
  bool concerns_end(const sim::Step& step, std::size_t process) const;

  const sim::Trace& trace_;
  sim::Timeouts timeouts_;
  std::vector<std::vector<Use>> uses_;
};

/// By process: how many of its steps are, or happened before, the step that the clock belongs to.
using Clock = std::vector<std::uint32_t>;

/// The transitive closure of `Dependence::ordered`, as one clock per step.
std::vector<Clock> happens_before(const sim::Trace& trace, sim::Timeouts timeouts);

}  // namespace ravel::reference
