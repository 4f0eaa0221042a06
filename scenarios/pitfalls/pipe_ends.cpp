// The two ends of a pipe, and who has them.
//
// - pipe-unclosed-end: the child receives until the end of the stream. It does not come, because
//   the parent has not closed its sending end, and waits for the child.
// - pipe-unclosed-end-closed: right. The parent closes its end when it has sent all.
// - pipe-both-send-big: both sides send more than the pipe has room for, then receive: both wait.
// - pipe-both-send-in-turn: right. One side sends first, the other one receives first.
// - pipe-two-readers: two processes receive from one end. A message is read in two pieces, its
//   length and its bytes: one process reads the first, the other one takes the second for a length.
// - pipe-two-readers-locked: right. One receives at a time, under a lock.
#include <string>
#include <system_error>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

void receive_all(os::Os&, Connection in, Semaphore received) {
  for (;;) {
    try {
      in.recv<std::string>();
    } catch (const EndOfStream&) {
      return;
    }
    received.release();
  }
}

template <bool closes>
void send_to_the_end(os::Os& os, const Parameters&) {
  auto [in, out] = Pipe(os, Pipe::Kind::OneWay);
  in.label("pipe");
  const Semaphore received(os, 0);
  Process reader(os, receive_all, in, received);
  reader.start();
  in.close();
  out.send(std::string("hello"));
  if constexpr (closes) out.close();
  reader.join();
  os.observe("received", received.get_value());
}

void exchange(os::Os&, std::int64_t bytes, bool sends_first, Connection connection,
              Semaphore received) {
  const std::string message(static_cast<std::size_t>(bytes), 'x');
  if (sends_first) connection.send_bytes(message);
  if (connection.recv_bytes() == message) received.release();
  if (!sends_first) connection.send_bytes(message);
}

template <bool in_turn>
void exchange_big(os::Os& os, const Parameters& with) {
  auto [one, other] = Pipe(os);
  one.label("pipe");
  const Semaphore received(os, 0);
  Team team(os);
  team.add(exchange, with["bytes"], true, one, received);
  team.add(exchange, with["bytes"], !in_turn, other, received);
  team.run();
  os.observe("received", received.get_value());
}

template <bool locked>
void receive_one(os::Os&, Connection in, Lock lock, Semaphore whole) {
  if constexpr (locked) lock.acquire();
  try {
    if (in.recv_bytes() == "hello") whole.release();
  } catch (const std::system_error&) {
    // What was taken for a length is longer than any message, or the rest of it does not come.
  } catch (const EndOfStream&) {
    // The other one has taken all there was.
  }
  if constexpr (locked) lock.release();
}

template <bool locked>
void send_two(os::Os& os, const Parameters&) {
  auto [in, out] = Pipe(os, Pipe::Kind::OneWay);
  in.label("pipe");
  const Lock lock(os);
  const Semaphore whole(os, 0);
  Team team(os);
  for (int i = 0; i < 2; ++i) team.add(receive_one<locked>, in, lock, whole);
  for (int i = 0; i < 2; ++i) out.send_bytes("hello");
  out.close();
  team.run();
  os.observe("whole", whole.get_value());
}

std::optional<std::string> both_whole(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "whole") == 2) return std::nullopt;
  return "a message was torn";
}

Scenario pipe(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected, Invariant invariant = nullptr) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .invariant = invariant,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> pipe_end_scenarios() {
  using enum FindingKind;
  std::vector<Scenario> all = {
      pipe("pipe-unclosed-end", "receives to the end, which does not come: an end is still open",
           send_to_the_end<false>, {Deadlock}),
      pipe("pipe-unclosed-end-closed", "receives to the end, after which all have closed",
           send_to_the_end<true>, {}),
      pipe("pipe-two-readers", "two receive from one end: a message is torn", send_two<false>,
           {Invariant}, both_whole),
      pipe("pipe-two-readers-locked", "two receive from one end, one at a time", send_two<true>, {},
           both_whole),
      pipe("pipe-both-send-big", "both send more than a pipe has room for, then receive",
           exchange_big<false>, {Deadlock}),
      pipe("pipe-both-send-in-turn", "one sends first, the other one receives first",
           exchange_big<true>, {}),
  };
  for (Scenario& scenario : all)
    if (scenario.name.starts_with("pipe-both"))
      scenario.parameters = {{"bytes", "of each message", 1'000'000, 1'000'000, 1, 10'000'000}};
  return all;
}

}  // namespace ravel
