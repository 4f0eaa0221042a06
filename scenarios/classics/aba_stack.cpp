// A stack without locks: the head is replaced if it has not changed since it was read (R. K.
// Treiber, 1986). That it has the same value does not mean that nothing has happened.
//
// - aba-stack: wrong. One process reads the head A and its successor B, and is delayed. The other
//   one takes A, takes B, and puts A back. The head is A again, the first one replaces it by B: a
//   node that somebody has taken already is on the stack, and is taken twice (the ABA problem).
// - aba-stack-tagged: right. The head carries the number of its changes.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

constexpr std::int64_t kNone = 0;  ///< nodes are numbered from 1
constexpr std::int64_t kTag = 1000;

struct Stack {
  Atomic head;               ///< a node, and kTag times the number of changes if they are counted
  std::vector<Atomic> next;  ///< of node i + 1

  template <class Archive>
  void serialize(Archive& archive) {
    archive(head, next);
  }
};

std::int64_t node_of(std::int64_t head) {
  return head % kTag;
}

/// The head that follows `head` if `node` is put there.
template <bool tagged>
std::int64_t changed(std::int64_t head, std::int64_t node) {
  return tagged ? (head / kTag + 1) * kTag + node : node;
}

template <bool tagged>
std::int64_t pop(Stack& stack) {
  for (;;) {
    const std::int64_t head = stack.head.load();
    const std::int64_t node = node_of(head);
    if (node == kNone) return kNone;
    const std::int64_t next = stack.next[static_cast<std::size_t>(node - 1)].load();
    if (stack.head.replace(head, changed<tagged>(head, next))) return node;
  }
}

template <bool tagged>
void push(Stack& stack, std::int64_t node) {
  for (;;) {
    const std::int64_t head = stack.head.load();
    stack.next[static_cast<std::size_t>(node - 1)].store(node_of(head));
    if (stack.head.replace(head, changed<tagged>(head, node))) return;
  }
}

/// Counts whom each node belongs to: exactly one may have it.
using Owners = RawArray<int>;

void own(Owners& owners, std::int64_t node) {
  if (node == kNone) return;
  const auto index = static_cast<std::size_t>(node - 1);
  owners.store(index, owners.load(index) + 1);
}

template <bool tagged>
void take_two(os::Os&, Stack stack, Owners owners) {
  own(owners, pop<tagged>(stack));
  own(owners, pop<tagged>(stack));
}

template <bool tagged>
void take_two_and_return_one(os::Os&, Stack stack, Owners owners) {
  const std::int64_t first = pop<tagged>(stack);
  const std::int64_t second = pop<tagged>(stack);
  if (first != kNone) push<tagged>(stack, first);
  own(owners, second);
}

template <bool tagged>
void share(os::Os& os, const Parameters& with) {
  const std::int64_t nodes = with["nodes"];
  Stack stack{Atomic(os, 1), {}};
  stack.head.label("head");
  for (std::int64_t node = 1; node <= nodes; ++node) {
    stack.next.emplace_back(os, node == nodes ? kNone : node + 1);
    stack.next.back().label(fmt::format("next of {}", node));
  }
  Owners taken_by_one(os, static_cast<std::size_t>(nodes));
  Owners taken_by_other(os, static_cast<std::size_t>(nodes));
  Team team(os);
  team.add(take_two<tagged>, stack, taken_by_one);
  team.add(take_two_and_return_one<tagged>, stack, taken_by_other);
  team.run();
  // Whatever is on the stack is the main process's: it takes all of it.
  while (const std::int64_t node = pop<tagged>(stack)) own(taken_by_one, node);
  int twice = 0;
  for (std::size_t i = 0; i < stack.next.size(); ++i)
    twice += taken_by_one.load(i) + taken_by_other.load(i) > 1;
  os.observe("taken twice", twice);
}

std::optional<std::string> taken_once(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "taken twice") == 0) return std::nullopt;
  return "a node was taken twice";
}

Scenario stack(std::string_view name, std::string_view summary, Body body,
               std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"nodes", "on the stack at the start", 3, 3, 1, 100}},
          .body = body,
          .invariant = taken_once,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> aba_stack_scenarios() {
  return {
      stack("aba-stack", "the head is what it was, but the stack is not: a node is taken twice",
            share<false>, {FindingKind::Invariant}),
      stack("aba-stack-tagged", "the head carries the number of its changes", share<true>, {}),
  };
}

}  // namespace ravel
