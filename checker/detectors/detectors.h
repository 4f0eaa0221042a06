// The detectors that judge a single execution, one per file. docs/findings.md explains to a user
// what each of them is after.
#pragma once

#include "checker/detectors/detector.h"

namespace ravel {

// What went wrong in the execution itself.

/// Failed assertions and uncaught exceptions.
void find_exceptions(const Evidence& evidence, std::vector<Finding>& findings);

/// Processes that ended with another exit code than 0, and not by an exception or a kill.
void find_exit_statuses(const Evidence& evidence, std::vector<Finding>& findings);

/// Somebody waits for ever: one finding, of the most telling kind: a lost wake-up, an end of a
/// stream that is open for nothing, a partial deadlock or a deadlock.
void find_deadlock(const Evidence& evidence, std::vector<Finding>& findings);

/// Everybody who is left goes round in circles, of an execution that the simulator ended for that.
void find_livelock(const Evidence& evidence, std::vector<Finding>& findings);

// What is wrong with the program although this execution came to a good end.

/// Conflicting accesses that no synchronisation orders, to plain shared memory or to a file.
void find_races(const Evidence& evidence, std::vector<Finding>& findings);

/// Locks that nobody holds any more who could release them.
void find_unreleased_locks(const Evidence& evidence, std::vector<Finding>& findings);

/// Semaphores that have more permits in the end than at first, and releases that were refused.
void find_over_releases(const Evidence& evidence, std::vector<Finding>& findings);

/// Data that was written to a stream or put into a queue, and never read.
void find_unread_data(const Evidence& evidence, std::vector<Finding>& findings);

/// Children that ended with their parent, which was to wait for them.
void find_unjoined_children(const Evidence& evidence, std::vector<Finding>& findings);

}  // namespace ravel
