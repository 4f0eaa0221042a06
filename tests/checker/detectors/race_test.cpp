// Races: on plain memory and on files, told apart from accesses that something orders.
#include <gtest/gtest.h>

#include "tests/checker/detectors/trial.h"

namespace ravel::test {
namespace {

using os::Access;
using os::FileMode;
using os::Os;
using namespace std::chrono_literals;

void put_in_file(Os& os, std::string_view path) {
  const os::Handle file = os.open_file(path, FileMode::Write);
  os.write_file(file, std::as_bytes(std::span("text")));
  os.close_file(file);
}
void look_into_file(Os& os, std::string_view path) {
  std::byte bytes[8];
  const os::Handle file = os.open_file(path, FileMode::Read);
  os.read_file(file, bytes);
  os.close_file(file);
}

// What one process writes to x before `tell`, the other one reads after `hear`.
template <Part tell>
void write_and(Os& os, const Things& things) {
  os.store(things.x, 1, Access::Plain);
  tell(os, things);
}
template <Part hear>
void read_after(Os& os, const Things& things) {
  hear(os, things);
  os.load(things.x, Access::Plain);
}
template <Part tell, Part hear>
const Body handing_over = all_of<write_and<tell>, read_after<hear>>;

void nothing(Os&, const Things&) {}
void release_signal(Os& os, const Things& things) {
  os.release(things.signal);
}
void acquire_signal(Os& os, const Things& things) {
  os.acquire(things.signal, os::kForever);
}
void try_signal(Os& os, const Things& things) {
  os.acquire(things.signal, 0s);
}
void set_y(Os& os, const Things& things) {
  os.store(things.y, 1, Access::Atomic);
}
void add_to_y(Os& os, const Things& things) {
  os.fetch_add(things.y, 1);
}
void set_y_plainly(Os& os, const Things& things) {
  os.store(things.y, 1, Access::Plain);
}
void wait_for_y(Os& os, const Things& things) {
  os.wait_until([&] { return os.load(things.y, Access::Atomic) != 0; });
}

// x is written before, and read after, each of the ways in which processes can tell each other that
// something has happened.
TEST(Race, IsNoneIfAnythingSynchronises) {
  const Body told[] = {handing_over<release_signal, acquire_signal>,
                       handing_over<set_y, wait_for_y>, handing_over<add_to_y, wait_for_y>,
                       handing_over<set_y_plainly, wait_for_y>};
  for (const Body& body : told) {
    const CheckResult result = tried(body);
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(kinds(result), Kinds{}) << result.findings.front().message;
  }
}

// The same without the telling, and with a try whose failure is ignored: it
// could have come first.
TEST(Race, IsOneIfNothingDoes) {
  for (const Body& body :
       {handing_over<nothing, nothing>, handing_over<release_signal, try_signal>}) {
    const CheckResult result = tried(body);
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(kinds(result), Kinds{FindingKind::Race});
  }
}

void increment(Os& os, const Things& things) {
  const std::uint64_t before = os.load(things.x, Access::Plain);
  os.store(things.x, before + 1, Access::Plain);
}
void increment_locked(Os& os, const Things& things) {
  os.acquire(things.a, os::kForever);
  increment(os, things);
  os.release(things.a);
}
void increment_atomically(Os& os, const Things& things) {
  os.fetch_add(things.x, 1);
}
void load_plainly(Os& os, const Things& things) {
  os.load(things.x, Access::Plain);
}
void use_y(Os& os, const Things& things) {
  os.store(things.y, 1, Access::Plain);
}

TEST(Race, NamesBothAccessesAndWhatWouldOrderThem) {
  const CheckResult result = tried(all_of<increment, load_plainly>);
  ASSERT_EQ(result.findings.size(), 1u);
  const Finding& finding = result.findings[0];
  EXPECT_EQ(finding.message,
            "race on x: Process-1 writes and Process-2 reads it, and nothing orders the two: hold "
            "the same Lock around both");
  EXPECT_EQ(finding.processes, (std::vector<std::string>{"Process-1", "Process-2"}));
  ASSERT_EQ(finding.locations.size(), 2u);
  EXPECT_NE(finding.locations[0], finding.locations[1]);
  EXPECT_FALSE(finding.token.empty());
  EXPECT_EQ(result.verdict, Verdict::Finding);
  // The token replays the execution, and that shows the same.
  const ReplayResult again = replay(example(all_of<increment, load_plainly>), finding.token);
  ASSERT_EQ(again.findings.size(), 1u);
  EXPECT_EQ(again.findings[0].message, finding.message);
}

// A lock, atomic accesses alone, two words of one memory, and only readers.
TEST(Race, IsNoneBetweenAccessesThatDoNotConflict) {
  for (const auto body : {all_of<increment_locked, increment_locked>,
                          all_of<increment_atomically, increment_atomically>,
                          all_of<increment, use_y>, all_of<load_plainly, load_plainly>}) {
    const CheckResult result = tried(body);
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(kinds(result), Kinds{});
  }
}

// An atomic access does not protect a plain one.
TEST(Race, IsOneBetweenAnAtomicAndAPlainAccess) {
  EXPECT_EQ(kinds(tried(all_of<increment_atomically, load_plainly>)), Kinds{FindingKind::Race});
}

void write_for_ever(Os& os, const Things& things) {
  for (;;) os.store(things.x, 1, Access::Plain);
}

// A program that does not end has races, too.
TEST(Race, IsFoundInExecutionsThatAreCut) {
  CheckOptions options;
  options.executions_max = 1;
  options.steps_max = 50;
  EXPECT_EQ(kinds(tried(all_of<load_plainly, write_for_ever>, options)), Kinds{FindingKind::Race});
  EXPECT_EQ(kinds(tried(all_of<use_y, write_for_ever>, options)), Kinds{});
}

// Each strategy has its own way to notice: optimal by the races that it turns round, the others by
// clocks.
TEST(Race, IsFoundByEveryStrategy) {
  for (const char* strategy : {"optimal", "dfs", "random", "pct"}) {
    CheckOptions options;
    options.strategy = strategy;
    options.executions_max = 20;
    EXPECT_EQ(kinds(tried(all_of<increment, increment>, options)), Kinds{FindingKind::Race})
        << strategy;
    EXPECT_EQ(kinds(tried(all_of<increment_locked, increment_locked>, options)), Kinds{})
        << strategy;
  }
}

void increment_and_observe(Os& os, const Parameters&) {
  const Things things = make_things(os);
  const os::Handle one = start(os, increment, things);
  const os::Handle other = start(os, increment, things);
  os.wait(one, os::kForever);
  os.wait(other, os::kForever);
  os.observe("x", static_cast<std::int64_t>(os.load(things.x, Access::Plain)));
}
std::optional<std::string> counted(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "x") == 2) return {};
  return "an increment is lost";
}
std::optional<std::string> anything(const Outcome&, const Parameters&) {
  return {};
}

// The first execution ends well and has the race, too: it must not hide what comes of it. Where any
// outcome is right, the race is what remains.
TEST(Race, IsToldOnlyIfNothingWorseIsFound) {
  for (const bool keep_going : {false, true}) {
    CheckOptions options;
    options.keep_going = keep_going;
    const Scenario wrong = example(increment_and_observe, counted);
    EXPECT_EQ(kinds(check(wrong, {}, options)), Kinds{FindingKind::Invariant});
    const Scenario indifferent = example(increment_and_observe, anything);
    EXPECT_EQ(kinds(check(indifferent, {}, options)), Kinds{FindingKind::Race});
  }
}

void write_file(Os& os, const Things&) {
  put_in_file(os, "f");
}
void write_file_locked(Os& os, const Things& things) {
  os.acquire(things.a, os::kForever);
  put_in_file(os, "f");
  os.release(things.a);
}
void append_to_file(Os& os, const Things&) {
  const os::Handle file = os.open_file("f", FileMode::Append);
  os.write_file(file, std::as_bytes(std::span("text")));
  os.close_file(file);
}
void write_file_under_its_lock(Os& os, const Things&) {
  const os::Handle file = os.open_file("f", FileMode::Append);
  os.lock_file(file, os::kForever);
  std::byte bytes[8];
  os.write_file(file, bytes);
  os.unlock_file(file);
  os.close_file(file);
}
void replace_file(Os& os, const Things&) {
  put_in_file(os, "new");
  os.rename_file("new", "f");
}

void file_is_there(Os& os, const Parameters&, Part writer, Part reader) {
  put_in_file(os, "f");
  const Things things = make_things(os);
  start(os, writer, things);
  start(os, reader, things);
}
void read_file(Os& os, const Things&) {
  look_into_file(os, "f");
}
template <Part writer, Part reader>
void on_a_file(Os& os, const Parameters& with) {
  file_is_there(os, with, writer, reader);
}

TEST(Race, OnAFileIsOneOfRegionsThatNothingOrders) {
  const CheckResult result = tried(on_a_file<write_file, read_file>);
  EXPECT_TRUE(result.complete);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].message,
            "race on file 'f': Process-1 writes and Process-2 reads it, and nothing orders the "
            "two: hold the same Lock around both");
  EXPECT_EQ(kinds(tried(on_a_file<write_file, write_file>)), Kinds{FindingKind::Race});
}

// Under a lock, under the lock of the file, each line appended in one step, replaced as a whole.
TEST(Race, OnAFileIsNoneIfItIsLockedAppendedToOrReplaced) {
  for (const auto body :
       {on_a_file<write_file_locked, write_file_locked>,
        on_a_file<write_file_under_its_lock, write_file_under_its_lock>,
        on_a_file<append_to_file, append_to_file>, on_a_file<replace_file, read_file>}) {
    const CheckResult result = tried(body);
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(kinds(result), Kinds{}) << result.findings.front().message;
  }
}

}  // namespace
}  // namespace ravel::test
