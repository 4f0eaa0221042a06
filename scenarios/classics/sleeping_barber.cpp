// A barber sleeps while there are no customers; customers wait on a few chairs, or leave when all
// are taken (E. W. Dijkstra, EWD 123, 1965).
//
// - sleeping-barber: right. Customers are counted under a lock, and each signals a semaphore, which
//   remembers: a signal that comes before the barber sleeps is not lost.
// - sleeping-barber-lost-signal: the barber sees that nobody waits, then says that it sleeps, then
//   sleeps. A customer who comes in between sees a barber who is awake, signals nobody, and both
//   wait for ever.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct Shop {
  Lock mutex;  ///< guards `waiting`
  RawValue<int> waiting;
  Semaphore customers;  ///< that have come; or, in the wrong version, the barber's bed
  Semaphore cuts;       ///< that are finished
  Atomic asleep;
  Atomic closed;
  RawArray<int> served;  ///< customers with a haircut: 1

  template <class Archive>
  void serialize(Archive& archive) {
    archive(mutex, waiting, customers, cuts, asleep, closed, served);
  }
};

/// False if all chairs are taken.
bool sit_down(Shop& shop, int chairs) {
  const auto guard = shop.mutex.hold();
  const int waiting = shop.waiting.load();
  if (waiting == chairs) return false;
  shop.waiting.store(waiting + 1);
  return true;
}

/// False if nobody waits.
bool call_somebody(Shop& shop) {
  const auto guard = shop.mutex.hold();
  const int waiting = shop.waiting.load();
  if (waiting == 0) return false;
  shop.waiting.store(waiting - 1);
  return true;
}

void customer(os::Os&, std::size_t me, int chairs, Shop shop) {
  if (!sit_down(shop, chairs)) return;
  shop.customers.release();
  shop.cuts.acquire();
  shop.served.store(me, 1);
}

void barber(os::Os&, Shop shop) {
  for (;;) {
    shop.customers.acquire();
    if (!call_somebody(shop)) return;  // woken by whoever closes the shop
    shop.cuts.release();
  }
}

void considerate_customer(os::Os&, std::size_t me, int chairs, Shop shop) {
  if (!sit_down(shop, chairs)) return;
  if (shop.asleep.load() != 0) {
    shop.asleep.store(0);
    shop.customers.release();
  }
  shop.cuts.acquire();
  shop.served.store(me, 1);
}

void sleepy_barber(os::Os&, Shop shop) {
  for (;;) {
    if (call_somebody(shop)) {
      shop.cuts.release();
      continue;
    }
    if (shop.closed.load() != 0) return;
    shop.asleep.store(1);
    shop.customers.acquire();
  }
}

template <auto customer, auto barber>
void day(os::Os& os, const Parameters& with) {
  const auto customers = static_cast<std::size_t>(with["customers"]);
  Shop shop{Lock(os),   RawValue<int>(os),           Semaphore(os, 0), Semaphore(os, 0), Atomic(os),
            Atomic(os), RawArray<int>(os, customers)};
  shop.mutex.label("mutex");
  shop.waiting.label("waiting");
  shop.customers.label("customers");
  shop.cuts.label("cuts");
  Process at_work(os, barber, shop);
  at_work.start();
  Team team(os);
  for (std::size_t me = 0; me < customers; ++me)
    team.add(customer, me, static_cast<int>(with["chairs"]), shop);
  team.run();
  shop.closed.store(1);
  shop.customers.release();
  at_work.join();
  std::int64_t served = 0;
  for (const int one : shop.served.load_all()) served += one;
  os.observe("served", served);
}

/// Whoever found a chair has had a haircut: at least as many as there are chairs.
std::optional<std::string> enough_served(const Outcome& outcome, const Parameters& with) {
  const std::int64_t least = std::min(with["customers"], with["chairs"]);
  if (integer(outcome, "served") >= least) return std::nullopt;
  return fmt::format("only {} were served", integer(outcome, "served"));
}

Scenario shop(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"customers", "who come", 10, 2, 1, 60},
                         {"chairs", "to wait on", 3, 1, 1, 60}},
          .body = body,
          .invariant = enough_served,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> sleeping_barber_scenarios() {
  return {
      shop("sleeping-barber", "a semaphore counts the customers, and remembers them",
           day<customer, barber>, {}),
      shop("sleeping-barber-lost-signal", "only a barber who sleeps already is woken",
           day<considerate_customer, sleepy_barber>, {FindingKind::Deadlock}),
  };
}

}  // namespace ravel
