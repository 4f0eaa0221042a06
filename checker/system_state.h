// What a simulated system is like between two steps, in words: what each process is about to do,
// and what is in each thing that processes share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/simulation.h"

namespace ravel {

struct ProcessState {
  std::string name;
  std::string next;                ///< "acquire tickets at shop.cpp:12"; "has ended, exit code 0"
  bool blocked = false;            ///< it would have to wait
  std::string blocked_by;          ///< who has what it waits for, if anybody
  std::vector<std::string> holds;  ///< semaphores that it has acquired and not released
};

struct ObjectState {
  std::string name;
  std::string contents;  ///< "0 permits", "12 bytes", "no such file"
  std::vector<std::pair<std::size_t, std::int64_t>> words;  ///< of a memory: offset and value
};

struct SystemState {
  std::vector<ProcessState> processes;
  std::vector<ObjectState> objects;
};

/// Of the last execution of `simulation`, which was cut short or not. `execution` and `trace` are
/// its own.
SystemState system_state(const sim::Simulation& simulation, const sim::Execution& execution,
                         const sim::Trace& trace);

}  // namespace ravel
