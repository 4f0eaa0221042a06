// A program does not end before its children have.
//
// - exit-waits-nondaemon: a child serves for ever, the main process's code comes to its end and the
//   program hangs there, waiting for it.
// - exit-waits-nondaemon-ended: right. Whoever starts something that is endless ends it: by a
//   request that it understands, by terminate, or by making it a daemon.
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

void serve(os::Os& os, Semaphore requests) {
  for (;;) {
    requests.acquire();
    print(os, "served");
  }
}

template <bool end_it>
void ask_once(os::Os& os, const Parameters&) {
  Semaphore requests(os, 0);
  requests.label("requests");
  Process server(os, serve, requests);
  server.start();
  requests.release();
  if constexpr (end_it) {
    server.terminate();
    server.join();
  }
}

}  // namespace

std::vector<Scenario> exit_waits_scenarios() {
  return {
      {.name = "exit-waits-nondaemon",
       .group = "pitfalls",
       .summary = "a child that never ends keeps the whole program from ending",
       .body = ask_once<false>,
       .expected = {FindingKind::Deadlock}},
      {.name = "exit-waits-nondaemon-ended",
       .group = "pitfalls",
       .summary = "the child that never ends is ended by its parent",
       .body = ask_once<true>},
  };
}

}  // namespace ravel
