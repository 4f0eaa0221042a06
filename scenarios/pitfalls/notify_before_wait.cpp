// A condition remembers nothing: a notification reaches those who wait at that moment.
//
// - notify-before-wait: wrong. If the news come before anybody waits, they are lost.
// - notify-before-wait-predicate: right. What has happened is written down, and is looked at under
//   the lock before and after waiting. (wait_for is this loop.)
// - notify-before-wait-event: right. An event is a condition that remembers.
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct News {
  Condition condition;
  RawValue<bool> happened;
  Event event;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(condition, happened, event);
  }
};

void just_wait(os::Os&, News news) {
  const auto guard = news.condition.hold();
  news.condition.wait();
}

void look_and_wait(os::Os&, News news) {
  const auto guard = news.condition.hold();
  while (!news.happened.load()) news.condition.wait();
}

void wait_for_the_event(os::Os&, News news) {
  news.event.wait();
}

template <auto wait>
void bring_news(os::Os& os, const Parameters& with) {
  News news{Condition(os), RawValue<bool>(os), Event(os)};
  news.condition.label("news");
  Team team(os);
  for (int i = 0; i < with["readers"]; ++i) team.add(wait, news);
  team.start();
  {
    const auto guard = news.condition.hold();
    news.happened.store(true);
    news.condition.notify_all();
  }
  news.event.set();
  team.join();
}

Scenario news(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"readers", "who wait for the news", 3, 2, 1, 60}},
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> notify_before_wait_scenarios() {
  return {
      news("notify-before-wait", "whoever comes after the notification waits for ever",
           bring_news<just_wait>, {FindingKind::LostWakeup}),
      news("notify-before-wait-predicate", "what has happened is looked at before waiting",
           bring_news<look_and_wait>, {}),
      news("notify-before-wait-event", "an event remembers that it was set",
           bring_news<wait_for_the_event>, {}),
  };
}

}  // namespace ravel
