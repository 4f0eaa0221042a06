// A function that locks calls another one that takes the same lock.
//
// - lock-taken-twice: a lock does not know who holds it. The second acquire waits for the first
//   one's release, which comes after it: for ever, without any other process.
// - rlock-taken-twice: right, if that is meant. An RLock lets its owner in again, and is free when
// it
//   was released as often.
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

template <class AnyLock>
int read(AnyLock& lock, const RawValue<int>& balance) {
  const auto guard = lock.hold();
  return balance.load();
}

template <class AnyLock>
void pay_in(os::Os& os, const Parameters&) {
  AnyLock lock(os);
  lock.label("lock");
  RawValue<int> balance(os);
  {
    const auto guard = lock.hold();
    balance.store(read(lock, balance) + 1);
  }
  os.observe("balance", read(lock, balance));
}

}  // namespace

std::vector<Scenario> lock_twice_scenarios() {
  return {
      {.name = "lock-taken-twice",
       .group = "pitfalls",
       .summary = "whoever holds a lock acquires it again: waits for itself",
       .body = pay_in<Lock>,
       .expected = {FindingKind::Deadlock}},
      {.name = "rlock-taken-twice",
       .group = "pitfalls",
       .summary = "whoever holds an rlock gets it again",
       .body = pay_in<RLock>},
  };
}

}  // namespace ravel
