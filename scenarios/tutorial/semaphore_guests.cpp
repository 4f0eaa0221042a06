// A semaphore lets in as many as it has permits: four rooms of a karaoke bar for ten people, three
// connections to a database for five processes. Who comes when all are taken waits until somebody
// leaves.
//
// - ktv-semaphore-four, semaphore-three-db: right. At no moment are more inside than permits. Of
//   the orders of coming and going exactly those are possible that keep to it.
// - ktv-extra-release: somebody releases twice. A plain semaphore takes it for a fifth room: five
//   people come into four. See semaphore-over-release for the semaphore that refuses.
#include <fmt/format.h>

#include <algorithm>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

/// Stands for singing or a query: some milliseconds instead of seconds.
void stay(os::Os& os) {
  os.sleep(std::chrono::milliseconds(10 + os.entropy() % 40));
}

template <bool twice>
void sing(os::Os& os, std::int64_t person, Semaphore rooms, Log log) {
  rooms.acquire();
  print(os, "person {} comes in to sing", person);
  log.add(static_cast<char>('a' + person));
  stay(os);
  print(os, "person {} leaves the ktv", person);
  log.add(static_cast<char>('A' + person));
  rooms.release();
  if (twice && person == 0) rooms.release();
}

void query(os::Os& os, std::int64_t number, Semaphore connections, Log log) {
  const auto connection = connections.hold();
  print(os, "process {} takes a connection", os.pid());
  log.add(static_cast<char>('a' + number));
  stay(os);
  print(os, "-----process {} returns its connection-----", os.pid());
  log.add(static_cast<char>('A' + number));
}

template <auto guest>
void open_doors(os::Os& os, const Parameters& with) {
  Semaphore permits(os, with["permits"]);
  permits.label("permits");
  Log log(os, static_cast<std::size_t>(2 * with["guests"]), with["orders"] != 0);
  Team team(os);
  for (std::int64_t i = 0; i < with["guests"]; ++i) team.add(guest, i, permits, log);
  team.run();
  os.observe("order", log.text());
  os.observe("free", permits.get_value());
}

std::optional<std::string> not_too_many_inside(const Outcome& outcome, const Parameters& with) {
  std::int64_t inside = 0;
  std::int64_t most = 0;
  for (const char letter : std::get<std::string>(outcome.at("order"))) {
    inside += letter >= 'a' ? 1 : -1;
    most = std::max(most, inside);
  }
  if (most > with["permits"])
    return fmt::format("{} were inside at once, there is room for {}", most, with["permits"]);
  if (integer(outcome, "free") == with["permits"]) return std::nullopt;
  return fmt::format("{} are free when all have left", integer(outcome, "free"));
}

struct Size {
  int run = 0;
  int check = 0;
};

Scenario guests(std::string_view name, std::string_view summary, int guests, Size permits,
                Body body, std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"guests", "who come once each", guests, 3, 1, 26},
                         {"permits", "of the semaphore", permits.run, permits.check, 1, 26},
                         orders_parameter(true)},
          .body = body,
          .invariant = not_too_many_inside,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> semaphore_guests_scenarios() {
  return {
      guests("ktv-semaphore-four", "ten people, four rooms: never more inside than rooms", 10,
             {4, 2}, open_doors<sing<false>>, {}),
      guests("ktv-extra-release", "somebody releases twice: one too many is let in", 10, {4, 1},
             open_doors<sing<true>>, {FindingKind::Invariant}),
      guests("semaphore-three-db", "five processes, three connections", 5, {3, 2},
             open_doors<query>, {}),
  };
}

}  // namespace ravel
