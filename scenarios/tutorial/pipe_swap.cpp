// A duplex pipe: each of two processes has one end, sends a greeting, then receives the other's.
//
// - pipe-duplex-swap: right for short messages. Both lines come, in any order.
// - pipe-duplex-swap-big: the same with long messages. A pipe has room for 64 KiB in each
//   direction: what is longer is sent only while somebody receives. Both send first, so both wait
//   for ever. See pipe-both-send-in-turn for what helps.
//
// (Of a pipe of one direction the *first* end receives and the second one sends, not the other way
// round, as the tutorial says.)
#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

struct Received {
  RawArray<int> from_other;  ///< of p1, of p2

  template <class Archive>
  void serialize(Archive& archive) {
    archive(from_other);
  }
};

/// p1 or p2: sends its own name, expects the other's.
void swap(os::Os& os, Connection connection, std::string own, std::string other, std::size_t i,
          Log log, Received received) {
  connection.send("hello ," + own);
  const auto message = connection.recv<std::string>();
  if (message.size() < 100) print(os, "p{} receive : {}", i + 1, message);
  log.add(static_cast<char>('1' + i));
  received.from_other.store(i, message == "hello ," + other);
  connection.close();
}

void swap_greetings(os::Os& os, const Parameters& with) {
  const std::string padding(static_cast<std::size_t>(with["padding"]), '.');
  Log log(os, 2);
  const Received received{RawArray<int>(os, 2)};
  auto [parent, child] = Pipe(os);
  const std::string first = "parent_conn" + padding;
  const std::string second = "child_conn" + padding;
  Process p1(os, swap, child, first, second, 0, log, received);
  Process p2(os, swap, parent, second, first, 1, log, received);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  os.observe("order", log.text());
  os.observe("received", received.from_other.load(0) + received.from_other.load(1));
}

std::optional<std::string> both_received(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "received") == 2) return std::nullopt;
  return "a greeting did not arrive";
}

Scenario swapping(std::string_view name, std::string_view summary, std::int64_t padding,
                  std::set<FindingKind> expected) {
  return {
      .name = name,
      .group = "tutorial",
      .summary = summary,
      .parameters = {{"padding", "bytes behind each greeting", padding, padding, 0, 10'000'000}},
      .body = swap_greetings,
      .invariant = both_received,
      .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> pipe_swap_scenarios() {
  return {
      swapping("pipe-duplex-swap", "both send a short greeting, then receive: two orders", 0, {}),
      swapping("pipe-duplex-swap-big", "both send more than a pipe has room for, then receive",
               1'000'000, {FindingKind::Deadlock}),
  };
}

}  // namespace ravel
