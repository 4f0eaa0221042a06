// An event is set and cleared at once: a pulse, for those who wait at that moment.
//
// - event-pulse-lost: CPython's wait looks at the flag again after it has woken. The flag is
// cleared
//   by then, and wait returns false, although it was given no time to be up (gh-95826).
// - event-pulse-kept: Ravel's returns true for the pulse that woke it.
//
// Whoever comes after the pulse waits for the next one, which ends the program.
#include "primitives/all.h"
#include "scenarios/pitfalls/cpython.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

template <class AnyEvent>
void wait_for_it(os::Os& os, AnyEvent event) {
  const bool set = event.wait();
  print(os, "wait() returned {}", set);
  os.observe("wait", set);
}

template <class AnyEvent>
void pulse(os::Os& os, const Parameters&) {
  AnyEvent event(os);
  Process waiter(os, wait_for_it<AnyEvent>, event);
  waiter.start();
  event.set();
  event.clear();
  event.set();
  waiter.join();
}

std::optional<std::string> woken_by_set(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "wait") != 0) return std::nullopt;
  return "wait() without a timeout returned false";
}

}  // namespace

std::vector<Scenario> event_pulse_scenarios() {
  return {
      {.name = "event-pulse-lost",
       .group = "pitfalls",
       .summary = "CPython's event is set and cleared: whoever it woke is told that it is not set",
       .body = pulse<cpython::Event>,
       .invariant = woken_by_set,
       .expected = {FindingKind::Invariant}},
      {.name = "event-pulse-kept",
       .group = "pitfalls",
       .summary = "Ravel's event is set and cleared: whoever it woke is told so",
       .body = pulse<Event>,
       .invariant = woken_by_set},
  };
}

}  // namespace ravel
