// A process is ended while it uses a queue or a pipe.
//
// - terminate-corrupts-queue: CPython's `get` waits under a lock. Whoever is ended there leaves it
//   taken: nobody gets anything any more, although there are items.
// - terminate-in-get: Ravel's waits without one: the item goes to somebody else.
// - terminate-mid-write: ended in the middle of a message that is longer than the pipe. The reader
//   waits for the rest. It does not come, and neither does the end of the stream, because the
//   reader has the other end open too, as all users of a queue have.
// - terminate-mid-write-own-pipe: right. A pipe for each writer, whose end only the writer has: the
//   reader is told that the message was cut off.
#include <string>
#include <system_error>

#include "primitives/all.h"
#include "scenarios/pitfalls/cpython_queue.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

template <class AnyQueue>
void get_one(os::Os&, AnyQueue queue) {
  queue.get();
}

template <class AnyQueue>
void end_who_gets(os::Os& os, const Parameters&) {
  AnyQueue queue(os);
  Process victim(os, get_one<AnyQueue>, queue);
  victim.start();
  os.sleep(100ms);
  victim.terminate();
  victim.join();
  queue.put(42);
  os.observe("item", queue.get());
}

void send_much(os::Os&, std::int64_t bytes, Connection out) {
  out.send_bytes(std::string(static_cast<std::size_t>(bytes), 'x'));
}

std::string receive(Connection& in) {
  try {
    in.recv_bytes();
    return "whole";
  } catch (const EndOfStream&) {
    return "nothing";
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::bad_message) return "cut off";
    throw;
  }
}

template <bool closes>
void end_who_sends(os::Os& os, const Parameters& with) {
  auto [in, out] = Pipe(os, Pipe::Kind::OneWay);
  in.label("pipe");
  Process victim(os, send_much, with["bytes"], out);
  victim.start();
  if constexpr (closes) out.close();
  os.sleep(100ms);
  victim.terminate();
  os.observe("message", receive(in));
  victim.join();
}

Scenario getter(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .expected = std::move(expected)};
}

Scenario sender(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"bytes", "of the message", 1'000'000, 1'000'000, 1, 10'000'000}},
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> queue_killed_scenarios() {
  using enum FindingKind;
  return {
      getter("terminate-corrupts-queue", "CPython's queue: ended in get, nobody gets any more",
             end_who_gets<cpython::Queue<int>>, {Deadlock}),
      getter("terminate-in-get", "Ravel's queue: ended in get, others go on",
             end_who_gets<Queue<int>>, {}),
      sender("terminate-mid-write", "ended in the middle of a message: its reader waits for ever",
             end_who_sends<false>, {Deadlock}),
      sender("terminate-mid-write-own-pipe",
             "ended in the middle of a message: its reader is told so", end_who_sends<true>, {}),
  };
}

}  // namespace ravel
