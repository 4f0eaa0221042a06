// Where a debugger stops a replayed process; docs/debugging.md shows how.
#pragma once

extern "C" {

/// Called in a replay, and only there, by each process when it has performed step number `step`, on
/// its own stack: the frames above are the call in the program. `process` and `operation` are texts
/// as reports have them. Does nothing.
void ravel_replay_step(unsigned long step, const char* process, const char* operation);
}
