// Small programs that are put on trial: a few things that their processes share, and what a
// complete check finds.
#pragma once

#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "checker/check.h"

namespace ravel::test {

/// What every process of a program is given.
struct Things {
  os::Word x;
  os::Word y;
  os::Handle a = os::kNoHandle;  ///< "a" and "b" are locks, "gate" another one
  os::Handle b = os::kNoHandle;
  os::Handle gate = os::kNoHandle;
  os::Handle signal = os::kNoHandle;  ///< a semaphore without permits
  os::Handle reader = os::kNoHandle;  ///< ends of a pipe
  os::Handle writer = os::kNoHandle;
};

inline Things make_things(os::Os& os) {
  Things things;
  const os::Handle memory = os.create_memory(16);
  os.label(memory, "x");
  things.x = {memory, 0, 8};
  things.y = {memory, 8, 8};
  things.a = os.create_semaphore(1, 1);
  things.b = os.create_semaphore(1, 1);
  things.gate = os.create_semaphore(1, 1);
  things.signal = os.create_semaphore(0, 100);
  os.label(things.a, "a");
  os.label(things.b, "b");
  os.label(things.gate, "gate");
  os.label(things.signal, "signal");
  return things;
}

/// The program of one process.
using Part = void (*)(os::Os& os, const Things& things);

inline void run_part(os::Os& os, os::Function target, std::span<const std::byte> arguments) {
  Things things;
  std::memcpy(&things, arguments.data(), sizeof things);
  reinterpret_cast<Part>(target)(os, things);
}

inline os::Handle start(os::Os& os, Part part, const Things& things, bool daemon = false) {
  std::vector<os::Handle> ends;
  for (const os::Handle end : {things.reader, things.writer})
    if (end != os::kNoHandle) ends.push_back(end);
  os::Program program;
  program.entry = run_part;
  program.target = reinterpret_cast<os::Function>(part);
  program.arguments = std::as_bytes(std::span(&things, 1));
  program.handles = ends;
  program.daemon = daemon;
  program.number = os.next_child_number();
  return os.spawn(program);
}

/// A process for each part, and then the main process waits for all of them.
template <Part... parts>
void all_of(os::Os& os, const Parameters&) {
  const Things things = make_things(os);
  std::vector<os::Handle> children;
  for (const Part part : {parts...}) children.push_back(start(os, part, things));
  for (const os::Handle child : children) os.wait(child, os::kForever);
}

inline Scenario example(Body body, Invariant invariant = nullptr) {
  Scenario scenario;
  scenario.name = "example";
  scenario.group = "tests";
  scenario.summary = "an example";
  scenario.body = body;
  scenario.invariant = invariant;
  return scenario;
}

/// Everything that a check finds when it goes on after findings.
inline CheckResult tried(Body body, CheckOptions options = {}) {
  options.keep_going = true;
  return check(example(body), {}, options);
}

inline std::set<FindingKind> kinds(const CheckResult& result) {
  std::set<FindingKind> found;
  for (const Finding& finding : result.findings) found.insert(finding.kind);
  return found;
}

using Kinds = std::set<FindingKind>;

}  // namespace ravel::test
