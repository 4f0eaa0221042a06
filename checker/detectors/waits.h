// Who waits for ever, for what, and who has it: the wait-for graph of a deadlock in words.
#pragma once

#include "checker/detectors/detector.h"

namespace ravel {

/// Who has taken a permit of a semaphore, or the lock of a file, and not given it back, by the
/// trace, one entry for each permit. A release pays for the releasing process's own acquire first,
/// else for the oldest one: locks are not owned, but those of files are.
std::vector<sim::ProcessId> holders(const sim::Trace& trace, std::uint32_t object);

WaitsFor waits_for(const sim::Blocked& blocked, const Evidence& evidence);

/// Adds everybody who waits: processes, waits and places.
void add_waits(Finding& finding, const Evidence& evidence);

/// Whether the blocked process `blocked` waits for a lock that a blocked process holds, and so on
/// round to itself: nothing but the order of their acquires is wrong.
bool in_circle_of_locks(const sim::Blocked& blocked, const Evidence& evidence);

}  // namespace ravel
