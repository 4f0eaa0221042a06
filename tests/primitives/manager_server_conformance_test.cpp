// The server of a manager, on every operating system layer: what it promises to many clients, and
// what strangers can do to it. The codes are those of the checklist of behaviours.
#include <cerrno>
#include <chrono>
#include <optional>
#include <set>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/pool_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using namespace tasks;
using os::expect;

void append_one(os::Os&, ListProxy<int> list) {
  list.append(1);
}

TEST_P(Conformance, MA01EachCallIsAtomic) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto list = manager.list<int>();
    Process child(os, append_one, list);
    child.start();
    list.append(2);
    child.join();
    const std::vector<int> items = list.copy();
    expect(std::set(items.begin(), items.end()) == std::set{1, 2}, "both");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void count_one(os::Os&, DictProxy<int, int> dict) {
  dict.set(0, dict.get(0) + 1);
}

TEST_P(Conformance, MA07BetweenReadingAndWritingBackOthersMayDoTheSame) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto dict = manager.dict<int, int>();
    dict.set(0, 0);
    const int read = dict.get(0);
    Process child(os, count_one, dict);
    child.start();
    child.join();
    dict.set(0, read + 1);
    expect(dict.get(0) == 1, "the child's is lost");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void set_both(os::Os&, DictProxy<int, int> dict) {
  dict.set(1, 1);
  dict.set(2, 2);
}

// CPython's iteration throws when the size changes meanwhile.
TEST_P(Conformance, MA08ItemsAreThoseOfOneMoment) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    auto dict = manager.dict<int, int>();
    Process child(os, set_both, dict);
    child.start();
    const auto items = dict.items();
    using Items = std::vector<std::pair<int, int>>;
    const Items all = {{1, 1}, {2, 2}};
    expect(items == Items(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(items.size())),
           "the first of them, the second not alone");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void set_value(os::Os&, Value<int> value, int number) {
  value.store(number);
}

TEST_P(Conformance, MA10AnInitializerRunsOnceInTheServer) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> value(os, 0);
    Manager manager(os, {}, set_value, value, 5);
    expect(value.load() == 5, "before anything else");
    expect(manager.list<int>({7}).get(0) == 7, "it serves");
    manager.shutdown();
    expect(failure_of([&] { Manager(os, {}, fail_to_begin); }) ==
               "the initializer of a manager failed: std::runtime_error: cannot begin",
           "it says why");
    expect(failure_of([&] { Manager(os, {}, exit_in_task); }).ends_with("failed: it has ended"),
           "killed, or ended by itself");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{3}, {FindingKind::ExitStatus}}));
}

TEST_P(Conformance, MA02APoolPerformsTasks) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    PoolProxy pool = manager.pool(1);
    expect(pool.apply(square, 3) == 9, "one task");
    expect(pool.map(square, {1, 2}, 2) == std::vector<int>{1, 4}, "several");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA02AClosedPoolDoesWhatItHas) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    PoolProxy pool = manager.pool(1);
    auto result = pool.apply_async(square, 3);
    pool.close();
    pool.join();
    expect(result.ready() && result.get() == 9, "it is done");
    expect(throws<std::logic_error>([&] { pool.apply(square, 3); }), "after closing");
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, 1));
}

int square_there(os::Os&, PoolProxy pool, int number) {
  return pool.apply(square, number);
}

// A manager's pool is the one that a task can have.
TEST_F(InTheSimulator, PO21ATaskThatWaitsForItsOwnPoolWaitsForEver) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    PoolProxy pool = manager.pool(1);
    pool.apply(square_there, pool, 3);
  };
  EXPECT_NE("", problem(Backend::Simulator, body));
  EXPECT_EQ("", problem(Backend::Simulator, body, {{}, {FindingKind::Deadlock}}));
}

TEST_P(Conformance, MA02MA03APoolsFailuresCrossOver) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    PoolProxy pool = manager.pool(1);
    expect(throws<std::logic_error>([&] { pool.join(); }), "it is open");
    auto odd = pool.apply_async(refuse_odd, 3);
    expect(failure_of([&] { odd.get(); }) == "std::out_of_range: odd: 3", "type and message");
    expect(odd.ready() && failure_of([&] { odd.get(); }) != "", "as often as it is asked for");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA02ATerminatedPoolPerformsNothing) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    PoolProxy pool = manager.pool(1);
    pool.terminate();
    pool.join();
    expect(throws<BrokenPool>([&] { pool.apply(square, 3); }), "terminated");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(ForReal, MA02AWorkerOfAPoolDies) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    PoolProxy pool = manager.pool(1);
    expect(throws<WorkerDied>([&] { pool.apply(exit_in_task); }), "it says that the worker died");
    expect(pool.apply(square, 3) == 9, "another one took its place");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{3}, {}}));
}

void use_pool(os::Os&, PoolProxy pool) {
  expect(pool.apply(square, 4) == 16, "the child's task");
}

TEST_P(ForReal, MA02APoolIsForAnybodyWhoHasTheProxy) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os);
    PoolProxy pool = manager.pool(2);
    Process child(os, use_pool, pool);
    child.start();
    std::vector<int> items(1'000, 3);
    expect(pool.map(square, items, 7) == std::vector<int>(1'000, 9), "the parent's tasks");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

constexpr const char* kAddress = "local:here";

TEST_P(Conformance, MA11LI06WhoSaysNothingHindersNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os, kAddress, "key");
    const Connection silent = connect(os, kAddress);
    expect(manager.list<int>({1}).get(0) == 1, "served meanwhile");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA11LI06WhoStopsInTheMiddleOfAMessageHindersNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os, kAddress, "key");
    Socket stranger(os, kAddress);
    stranger.sendall(std::string("\x20\0", 2));
    expect(manager.list<int>({1}).get(0) == 1, "half a length");
    stranger.sendall(std::string("\0\0half", 6));
    expect(manager.list<int>({2}).get(0) == 2, "half a message");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA11LI06WhoSaysTooMuchIsSentAway) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os, kAddress, "key");
    Connection oversized = connect(os, kAddress);
    oversized.recv_bytes();
    oversized.send_bytes(std::string(257, 'x'));
    expect(throws<EndOfStream>([&] { oversized.recv_bytes(); }), "more than 256 bytes");
    Connection wrong = connect(os, kAddress);
    wrong.recv_bytes();
    wrong.send_bytes(std::string(32, 'x'));
    expect(wrong.recv_bytes() == "#FAILURE#", "he is told");
    expect(throws<EndOfStream>([&] { wrong.recv_bytes(); }), "and sent away");
    expect(manager.list<int>({1}).get(0) == 1, "the others are served");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, MA11LI06WhoDiesInTheMiddleOfARequestIsForgotten) {
  const auto body = [](os::Os& os, const Parameters&) {
    Manager manager(os, kAddress, "key");
    {
      const Connection gone = connect(os, kAddress, "key");
      // A length of 32 and nothing more.
      os.write_stream(gone.handle(), std::as_bytes(std::span("\x20\0\0\0", 4)));
    }
    expect(manager.list<int>({1}).get(0) == 1, "the others are served");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
