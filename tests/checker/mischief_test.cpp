// Kills and faults from outside: exact numbers of classes, what a kill leaves behind, and the
// reduction against depth-first search.
#include <gmock/gmock.h>

#include <array>
#include <system_error>

#include "checker/check.h"
#include "checker/outcome_table.h"
#include "checker/report/json.h"
#include "checker/report/trace_text.h"
#include "checker/schedule.h"
#include "tests/checker/explore.h"
#include "tests/checker/reference/compare.h"

namespace ravel::test {
namespace {

using os::Access;
using os::Os;

struct Mischief {
  std::uint32_t kills = 0;
  std::uint32_t faults = 0;
};

struct Seen {
  std::uint64_t classes = 0;
  std::set<std::string> outcomes;
};

Seen reduced(const sim::Body& body, Mischief mischief) {
  sim::SimulationOptions options;
  options.kills = mischief.kills;
  options.faults = mischief.faults;
  const auto strategy = optimal_reduction(options);
  sim::Simulation simulation(options);
  Seen seen;
  do {
    const sim::Execution& execution = strategy->execute(simulation, body);
    EXPECT_FALSE(strategy->repeated() || strategy->gave_up() || strategy->diverged());
    ++seen.classes;
    seen.outcomes.insert(to_string(outcome_of(execution)));
  } while (strategy->next());
  return seen;
}

template <int kStores>
void store_times(Os& os, const Shared& shared) {
  for (int i = 0; i < kStores; ++i) store_once(os, shared);
}

// A victim of n steps that matter, its end among them, is killed before one of them or not at all:
// n + 1. A second kill finds nobody. Nor is there anybody else: the main process is never killed.
TEST(Kills, ComeBeforeEachStepOfAVictimOrNotAtAll) {
  for (const std::uint32_t kills : {1u, 2u}) {
    EXPECT_EQ(reduced(program({store_times<0>}), {kills, 0}).classes, 2u);
    EXPECT_EQ(reduced(program({store_times<2>}), {kills, 0}).classes, 4u);
    EXPECT_EQ(reduced(program({store_times<4>}), {kills, 0}).classes, 6u);
  }
  EXPECT_EQ(reduced(program({}), {1, 0}).classes, 1u);
}

// v and w only end. Nobody is killed, v, w; with two kills also both.
TEST(Kills, AreAtMostAsManyAsAllowed) {
  const sim::Body two = program({store_times<0>, store_times<0>});
  EXPECT_EQ(reduced(two, {0, 0}).classes, 1u);
  EXPECT_EQ(reduced(two, {1, 0}).classes, 3u);
  EXPECT_EQ(reduced(two, {2, 0}).classes, 4u);
}

void lock(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  os.release(shared.semaphore);
}

// Acquire, release, end: 4 classes, and in the one with a kill between the first two the main
// process waits for ever. It is found again by its token.
void lock_after_another(Os& os, const Parameters&) {
  const Shared shared = share(os);
  run_all(os, {lock}, shared);
  os.acquire(shared.semaphore, os::kForever);
  os.release(shared.semaphore);
}

TEST(Kills, LeaveLocksLocked) {
  Scenario scenario;
  scenario.name = "lock";
  scenario.group = "tests";
  scenario.summary = "an example";
  scenario.body = lock_after_another;
  CheckOptions options;
  options.keep_going = true;
  EXPECT_TRUE(check(scenario, {}, options).findings.empty());
  options.kills = 1;
  const CheckResult result = check(scenario, {}, options);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.executions, 4u);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].kind, FindingKind::Deadlock);
  const ReplayResult again = replay(scenario, result.findings[0].token);
  EXPECT_EQ(again.divergence, std::nullopt);
  ASSERT_EQ(again.findings.size(), 1u);
  EXPECT_EQ(again.findings[0].message, result.findings[0].message);
}

sim::Step drawn(sim::ProcessId process, sim::OperationKind kind, std::uint8_t outcome = 0) {
  sim::Step step;
  step.process = process;
  step.kind = kind;
  step.outcome = static_cast<sim::Outcome>(outcome);
  return step;
}

// Draws of both children stand between the start and the acquire; only one of a kill counts.
TEST(Kills, AreNoSwitchesWhereNobodyIsKilled) {
  using enum sim::OperationKind;
  std::vector<sim::Step> steps = {drawn(0, Spawn), drawn(1, Fate), drawn(2, Fate),
                                  drawn(1, Acquire)};
  EXPECT_EQ(context_switches(steps), 1u);
  steps[2] = drawn(2, Fate, 1);
  EXPECT_EQ(context_switches(steps), 2u);
}

// The steps of the trace, the one draw that is a kill among them; the others are one line.
TEST(Kills, LeaveNoDrawsOfNothingInReports) {
  Scenario scenario;
  scenario.name = "lock";
  scenario.body = lock_after_another;
  CheckOptions options;
  options.kills = 1;
  const CheckResult result = check(scenario, {}, options);
  ASSERT_EQ(result.findings.size(), 1u);
  const std::string text = trace_text(*result.trace, {});
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("goes on")));
  EXPECT_THAT(text, testing::HasSubstr("fate -> is killed"));
  EXPECT_THAT(text, testing::HasSubstr("(1 draw that nothing happens left out)"));
  EXPECT_THAT(trace_json(*result.trace), testing::HasSubstr("goes on"));
}

struct Ends {
  os::Handle writer = os::kNoHandle;
};

void write_twice(Os& os, os::Function, std::span<const std::byte> arguments) {
  Ends ends;
  std::memcpy(&ends, arguments.data(), sizeof ends);
  const std::array<std::byte, 3> bytes{};
  os.write_stream(ends.writer, std::span(bytes).first(1));
  os.write_stream(ends.writer, bytes);
}

// A message of 1 + 3 bytes ends before it, in it or behind it: the dead have their ends closed.
TEST(Kills, LeaveAMessageHalfWritten) {
  const sim::Body body = [](Os& os) {
    const auto [reader, writer] = os.create_pipe(16);
    const Ends ends{writer};
    os::Program child;
    child.entry = write_twice;
    child.arguments = std::as_bytes(std::span(&ends, 1));
    child.handles = std::span(&ends.writer, 1);
    child.number = os.next_child_number();
    const os::Handle started = os.spawn(child);
    os.close_stream(writer);
    std::array<std::byte, 8> into{};
    std::int64_t length = 0;
    while (const std::size_t got = os.read_stream(reader, into))
      length += static_cast<std::int64_t>(got);
    os.wait(started, os::kForever);
    os.observe("length", length);
  };
  EXPECT_THAT(reduced(body, {1, 0}).outcomes,
              testing::UnorderedElementsAre(testing::HasSubstr("0"), testing::HasSubstr("1"),
                                            testing::HasSubstr("4")));
}

// Writes `length` bytes into a file, so often, and observes what came of it: bytes, -1 for ENOSPC.
sim::Body writes(std::size_t length, int times) {
  return [=](Os& os) {
    const std::array<std::byte, 4> bytes{};
    const os::Handle file = os.open_file("f", os::FileMode::Write);
    std::string seen;
    for (int i = 0; i < times; ++i) try {
        seen += " " + std::to_string(os.write_file(file, std::span(bytes).first(length)));
      } catch (const std::system_error& error) {
        seen += error.code() == std::errc::no_space_on_device ? " full" : " ?";
      }
    os.observe("seen", seen);
  };
}

// A write takes all, half or nothing: 3. Of two writes one or none: 1 + 2 + 2; both: 3 * 3.
// One byte has no half: 2.
TEST(Faults, MakeFilesTakeLessOrNothing) {
  const Seen once = reduced(writes(4, 1), {0, 1});
  EXPECT_EQ(once.classes, 3u);
  EXPECT_EQ(once.outcomes.size(), 3u);
  EXPECT_EQ(reduced(writes(4, 2), {0, 1}).classes, 5u);
  EXPECT_EQ(reduced(writes(4, 2), {0, 2}).classes, 9u);
  EXPECT_EQ(reduced(writes(1, 1), {0, 1}).classes, 2u);
  EXPECT_EQ(reduced(writes(4, 2), {0, 0}).classes, 1u);
}

// A connection moves half of four bytes at once; a pipe keeps so small a piece whole.
TEST(Faults, MakeConnectionsMoveLessAtOnce) {
  const auto moved = [](bool pipe) {
    return [pipe](Os& os) {
      const auto [first, other] = pipe ? os.create_pipe(16) : os.create_stream_pair();
      std::array<std::byte, 4> bytes{};
      os.observe("written", static_cast<std::int64_t>(os.write_stream(other, bytes)));
      os.observe("read", static_cast<std::int64_t>(os.read_stream(first, bytes)));
    };
  };
  // 4 and 4, 2 and 2, 4 and 2.
  EXPECT_EQ(reduced(moved(false), {0, 1}).outcomes.size(), 3u);
  EXPECT_EQ(reduced(moved(true), {0, 1}).classes, 1u);
}

// Writes four bytes; whoever is careful goes on where a write ended, and gives up on a full disk.
template <bool careful>
void write_four(Os& os, const Parameters&) {
  const std::array<std::byte, 4> bytes{};
  const os::Handle file = os.open_file("f", os::FileMode::Write);
  std::size_t done = 0;
  try {
    do done += os.write_file(file, std::span(bytes).subspan(done));
    while (careful && done < bytes.size());
  } catch (const std::system_error&) {
    if (!careful) throw;
    return;
  }
  os::expect(done == bytes.size(), "the file is whole");
}
template <bool careful>
void read_four(Os& os, const Parameters&) {
  const auto [one, other] = os.create_stream_pair();
  std::array<std::byte, 4> bytes{};
  for (std::size_t sent = 0; sent < bytes.size();)
    sent += os.write_stream(other, std::span(bytes).subspan(sent));
  std::size_t done = 0;
  do done += os.read_stream(one, std::span(bytes).subspan(done));
  while (careful && done < bytes.size());
  os::expect(done == bytes.size(), "the message is whole");
}

std::set<FindingKind> found_with_a_fault(Body body) {
  Scenario scenario;
  scenario.name = "faulty";
  scenario.body = body;
  CheckOptions options;
  options.keep_going = true;
  options.faults = 1;
  const CheckResult result = check(scenario, {}, options);
  EXPECT_TRUE(result.complete);
  std::set<FindingKind> kinds;
  for (const Finding& finding : result.findings) kinds.insert(finding.kind);
  return kinds;
}

// A short write and a full disk; a call that moves less, as one that is interrupted does.
TEST(Faults, AreFoundWhereNobodyIsPreparedForThem) {
  using enum FindingKind;
  EXPECT_EQ(found_with_a_fault(write_four<false>), (std::set{Assertion, Exception}));
  EXPECT_EQ(found_with_a_fault(write_four<true>), std::set<FindingKind>{});
  EXPECT_EQ(found_with_a_fault(read_four<false>), std::set{Assertion});
  EXPECT_EQ(found_with_a_fault(read_four<true>), std::set<FindingKind>{});
}

reference::Fuzzed compared(std::uint32_t kills, std::uint32_t faults, reference::Seeds seeds) {
  sim::SimulationOptions options = reference::with_exits();
  options.kills = kills;
  options.faults = faults;
  return reference::fuzz(reference::by_reduction(), seeds, {options, 200});
}

TEST(Mischief, IsReducedLikeEverythingElse) {
  const reference::Fuzzed kills = compared(1, 0, {1, 40});
  EXPECT_EQ(kills.complaint, "");
  EXPECT_GT(kills.compared, 10u);
  EXPECT_EQ(compared(2, 1, {100, 25}).complaint, "");
}

}  // namespace
}  // namespace ravel::test
