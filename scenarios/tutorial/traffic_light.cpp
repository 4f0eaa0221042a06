// A traffic light is an event: set is green, cleared is red. Cars that come at red wait for it.
//
// - traffic-light-event-cars: wrong, as the tutorials have it. A car that has seen green, or was
//   woken by it, passes a moment later: until then the light can be red again.
// - police-car-event: the same in the other tutorial, which even prints it: after waiting for green
//   it looks once more, and may read "False".
// - traffic-light-stops-red: the light goes out after red. Whoever waits, waits for ever. (In the
//   tutorials the light and the police cars go on for ever, so that the program never ends; here
//   they take `changes` and `rounds`.)
// - traffic-light-guarded: right. Looking and passing are one step under a lock, which the light
//   needs for turning red too.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

void drive(os::Os& os) {
  os.sleep(std::chrono::milliseconds(os.entropy() % 20));
}

void show_light(os::Os& os, bool green) {
  print(os, "{}", green ? "\033[1;32mgreen light\033[0m" : "\033[1;31mred light\033[0m");
}

/// Red at first; changes so often.
void change_lights(os::Os& os, std::int64_t changes, Event green) {
  for (std::int64_t i = 0; i < changes; ++i) {
    os.sleep(std::chrono::milliseconds(10));
    if (green.is_set()) {
      show_light(os, false);
      green.clear();
    } else {
      show_light(os, true);
      green.set();
    }
  }
}

void pass(os::Os& os, std::int64_t i, std::int64_t rounds, Event green, RawArray<int> at_red) {
  for (std::int64_t round = 0; round < rounds; ++round) {
    drive(os);
    if (!green.is_set()) {
      print(os, "car {} waits", i);
      green.wait();
    }
    const bool still_green = green.is_set();
    print(os, "car {} passes at {}", i, still_green ? "green" : "\033[31mred\033[0m");
    if (!still_green) at_red.store(static_cast<std::size_t>(i), 1);
  }
}

void patrol(os::Os& os, std::int64_t n, std::int64_t rounds, Event green, RawArray<int> at_red) {
  for (std::int64_t round = 0; round < rounds; ++round) {
    drive(os);
    if (green.is_set()) continue;
    print(os, "\033[31mred light, False\033[0m: car {} waits", n);
    green.wait();
    const bool still_green = green.is_set();
    print(os, "\033[92mgreen light, {}\033[0m: the police car leaves, car {}",
          still_green ? "True" : "False", n);
    if (!still_green) at_red.store(static_cast<std::size_t>(n), 1);
  }
}

/// `changes` is made odd (the light stays green) or even (it stays red).
template <auto car, bool stays_green>
void crossing(os::Os& os, const Parameters& with) {
  const Event green(os);
  const auto cars = static_cast<std::size_t>(with["cars"]);
  const RawArray<int> at_red(os, cars);
  Team team(os);
  const std::int64_t pairs = (with["changes"] + 1) / 2;
  team.add(change_lights, stays_green ? 2 * pairs - 1 : 2 * pairs, green);
  for (std::size_t i = 0; i < cars; ++i) team.add(car, i, with["rounds"], green, at_red);
  team.run();
  int passed = 0;
  for (const int one : at_red.load_all()) passed += one;
  os.observe("at red", passed);
}

/// The light under a lock.
struct Light {
  Condition changed;
  RawValue<bool> green;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(changed, green);
  }
};

void change_guarded(os::Os& os, std::int64_t changes, Light light) {
  for (std::int64_t i = 0; i < changes; ++i) {
    os.sleep(std::chrono::milliseconds(10));
    const auto guard = light.changed.hold();
    const bool green = !light.green.load();
    show_light(os, green);
    light.green.store(green);
    light.changed.notify_all();
  }
}

void pass_guarded(os::Os& os, std::int64_t i, std::int64_t rounds, Light light,
                  RawArray<int> at_red) {
  for (std::int64_t round = 0; round < rounds; ++round) {
    drive(os);
    const auto guard = light.changed.hold();
    while (!light.green.load()) light.changed.wait();
    print(os, "car {} passes at green", i);
    if (!light.green.load()) at_red.store(static_cast<std::size_t>(i), 1);
  }
}

void guarded_crossing(os::Os& os, const Parameters& with) {
  const Light light{Condition(os), RawValue<bool>(os)};
  const auto cars = static_cast<std::size_t>(with["cars"]);
  const RawArray<int> at_red(os, cars);
  Team team(os);
  team.add(change_guarded, (with["changes"] + 1) / 2 * 2 - 1, light);
  for (std::size_t i = 0; i < cars; ++i) team.add(pass_guarded, i, with["rounds"], light, at_red);
  team.run();
  int passed = 0;
  for (const int one : at_red.load_all()) passed += one;
  os.observe("at red", passed);
}

std::optional<std::string> nobody_passes_at_red(const Outcome& outcome, const Parameters&) {
  const std::int64_t at_red = integer(outcome, "at red");
  if (at_red == 0) return std::nullopt;
  return fmt::format("{} passed at red", at_red);
}

Scenario crossing_with(std::string_view name, std::string_view summary, int cars, int changes,
                       Body body, std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"cars", "that pass", cars, 1, 1, 60},
                         {"changes", "of the light", 21, changes, 1, 1001},
                         {"rounds", "of each car", 1, 1, 1, 1000}},
          .body = body,
          .invariant = nobody_passes_at_red,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> traffic_light_scenarios() {
  using enum FindingKind;
  return {
      crossing_with("traffic-light-event-cars", "sees green, passes: by then it can be red", 50, 3,
                    crossing<pass, true>, {Invariant}),
      crossing_with("traffic-light-stops-red", "the light goes out after red: cars wait for ever",
                    50, 2, crossing<pass, false>, {LostWakeup, Invariant}),
      crossing_with("traffic-light-guarded", "looking and passing are one step under a lock", 50, 3,
                    guarded_crossing, {}),
      crossing_with("police-car-event", "waits for green, looks again: the light can be red", 5, 3,
                    crossing<patrol, true>, {Invariant}),
  };
}

}  // namespace ravel
