// A parent uses what its child has made.
//
// - forgotten-join: wrong. Starting is not waiting: the result may be there, or not yet. (On a real
//   machine a child takes longer to start than its parent to go on: it is nearly never there.)
// - forgotten-join-joined: right. Everything that a process did is seen by whoever has joined it.
// - join-holding-lock: joins, but holds a lock meanwhile that the child needs to come to its end.
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

constexpr int kAnswer = 42;

void compute(os::Os&, Value<int> result) {
  result.locked().set(kAnswer);
}

enum class Join { Never, Before, HoldingTheLock };

template <Join join>
void ask(os::Os& os, const Parameters&) {
  Value<int> result(os);
  result.label("result");
  result.get_lock().label("lock of result");
  Process child(os, compute, result);
  child.start();
  if constexpr (join == Join::Before) child.join();
  auto held = result.locked();
  if constexpr (join == Join::HoldingTheLock) child.join();
  os.observe("result", held.get());
}

std::optional<std::string> answered(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "result") == kAnswer) return std::nullopt;
  return "the result was read before it was there";
}

Scenario question(std::string_view name, std::string_view summary, Body body,
                  std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .invariant = answered,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> forgotten_join_scenarios() {
  using enum FindingKind;
  return {
      question("forgotten-join", "reads a child's result without waiting for it", ask<Join::Never>,
               {Invariant}),
      question("forgotten-join-joined", "joins the child, then reads its result", ask<Join::Before>,
               {}),
      question("join-holding-lock", "joins a child that waits for a lock of the parent's",
               ask<Join::HoldingTheLock>, {Deadlock}),
  };
}

}  // namespace ravel
