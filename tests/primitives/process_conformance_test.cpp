// Processes on every operating system layer. The codes are those of the checklist of behaviours;
// in the simulator each must hold in every interleaving. Daemons, active children and what a
// process knows of itself are in family_conformance_test.cpp. Not here: PR-04 (a Process cannot be
// an argument, see tests/compile_fail), PR-32 (Python's own), PR-31 (a destructor is C++'s
// finalizer).
#include <cereal/types/map.hpp>
#include <chrono>
#include <map>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

template <class Call>
bool refused(Call call) {
  try {
    call();
  } catch (const std::logic_error&) {
    return true;
  }
  return false;
}

void do_nothing(os::Os&) {}
void wait_for(os::Os&, Lock gate) {
  gate.acquire();
}

TEST_P(Conformance, PR01ANewProcessHasANameAndNothingElse) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process first(os, do_nothing);
    Process second(os, do_nothing);
    Process named(os, ProcessName{"client"}, do_nothing);
    expect(!first.is_alive() && !first.pid() && !first.exitcode(), "a new process is nothing yet");
    expect(first.name() == "Process-1" && second.name() == "Process-2", "numbered by creation");
    expect(named.name() == "client", "named");
    second.set_name("server");
    expect(second.name() == "server", "renamed before the start");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void check_nested_names(os::Os& os) {
  Process first(os, do_nothing);
  Process second(os, do_nothing);
  expect(os.process_name() == "Process-1", "the name of a child, seen by itself");
  expect(second.name() == "Process-1:2", "the name of a grandchild");
}

TEST_P(Conformance, PR01NamesOfGrandchildrenAreNested) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, check_nested_names);
    child.start();
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR02AStartedProcessIsAliveAndHasAPid) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process child(os, wait_for, gate);
    child.start();
    expect(child.is_alive() && !child.exitcode(), "alive while it waits");
    expect(child.pid().has_value() && child.pid() != os.pid(), "a pid of its own");
    gate.release();
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR03StartingTwiceIsRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, do_nothing);
    child.start();
    expect(refused([&] { child.start(); }), "started twice");
    expect(refused([&] { child.set_name("late"); }), "named after the start");
    child.join();
    expect(refused([&] { child.start(); }), "started again after its end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR05JoiningBeforeTheStartIsRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, do_nothing);
    expect(refused([&] { child.join(); }), "joined before the start");
    expect(refused([&] { child.terminate(); }), "terminated before the start");
    expect(refused([&] { child.kill(); }), "killed before the start");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR06PR07JoiningALiveChildGivesUp) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process child(os, wait_for, gate);
    child.start();
    expect(!child.join(5ms) && !child.join(0ms) && !child.join(-1s), "it is still running");
    expect(child.is_alive(), "a join that gave up leaves the child alone");
    gate.release();
    expect(child.join(), "it ended");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR08AJoinedProcessKeepsItsExitCode) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, do_nothing);
    child.start();
    expect(child.join() && child.join() && child.join(0ms), "joining again is harmless");
    expect(child.exitcode() == 0 && !child.is_alive() && child.pid(), "ended, with its pid");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void exit_with(os::Os& os, int code) {
  os.exit(code);
}
void fail(os::Os&, std::string why) {
  throw std::runtime_error(why);
}

TEST_P(Conformance, PR09ExitCodesAreOfReturnExitAndException) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process returns(os, do_nothing);
    Process exits(os, exit_with, 3);
    Process throws(os, fail, "on purpose");
    for (Process* child : {&returns, &exits, &throws}) {
      child->start();
      child->join();
    }
    expect(returns.exitcode() == 0, "a return is 0");
    expect(exits.exitcode() == 3, "exit(3) is 3");
    expect(throws.exitcode() == 1, "an uncaught exception is 1");
  };
  const Intended intended{{1, 3}, {FindingKind::Exception, FindingKind::ExitStatus}};
  EXPECT_EQ("", problem(GetParam(), body, intended));
}

TEST_P(Conformance, PR10PR12SignalsEndAProcessForSureOnceItIsJoined) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process terminated(os, wait_for, gate);
    Process killed(os, wait_for, gate);
    terminated.start();
    killed.start();
    terminated.terminate();
    killed.kill();
    terminated.join();
    killed.join();
    expect(!terminated.is_alive() && terminated.exitcode() == -15, "terminate() is -15");
    expect(!killed.is_alive() && killed.exitcode() == -9, "kill() is -9");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR11SignalsToAnEndedProcessDoNothing) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, do_nothing);
    child.start();
    child.join();
    child.terminate();
    child.kill();
    expect(child.exitcode() == 0, "it keeps its exit code");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void store_later(os::Os& os, Value<int> value) {
  os.sleep(1ms);
  value.store(1);
}
void start_and_return(os::Os& os, Value<int> value) {
  Process(os, store_later, value).start();
}

// The grandchild's store comes before its end, that before the child's end, that before the load.
TEST_P(Conformance, PR19AProcessWaitsForItsChildrenAtItsEnd) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> value(os);
    Process child(os, start_and_return, value);
    child.start();
    child.join();
    expect(value.load() == 1, "the grandchild has ended before the child");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void append(os::Os&, std::vector<int> list, Value<int> length) {
  list.push_back(4);
  length.store(static_cast<int>(list.size()));
}

struct Adder {
  int number = 0;
  Value<int> sum;

  void run(os::Os&) { sum.locked().add(number++); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, sum);
  }
};

TEST_P(Conformance, PR21AnObjectThatRunsIsCopiedToTheChild) {
  const auto body = [](os::Os& os, const Parameters&) {
    Adder adder{3, Value<int>(os)};
    adder.run(os);
    expect(adder.sum.load() == 3 && adder.number == 4, "run() itself runs in the caller");
    Process child(os, adder, {.name = "adder", .daemon = {}});
    child.start();
    child.join();
    expect(child.name() == "adder" && child.exitcode() == 0, "it is a process as any");
    expect(adder.sum.load() == 7 && adder.number == 4, "the child has a copy of its own");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR14AClosedProcessIsOfNoUse) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process child(os, wait_for, gate);
    child.start();
    expect(refused([&] { child.close(); }), "closed while it runs");
    gate.release();
    child.join();
    child.close();
    child.close();
    expect(refused([&] { child.is_alive(); }) && refused([&] { child.exitcode(); }), "asked");
    expect(refused([&] { child.join(); }) && refused([&] { child.terminate(); }), "used");
    expect(refused([&] { child.start(); }) && refused([&] { child.sentinel(); }), "started");
    Process never(os, do_nothing);
    never.close();
    expect(refused([&] { never.start(); }), "one that never began can be closed too");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR22AChildHasCopiesFromTheMomentOfConstruction) {
  const auto body = [](os::Os& os, const Parameters&) {
    std::vector<int> list = {1, 2};
    Value<int> length(os);
    Process child(os, append, list, length);
    list.push_back(3);
    child.start();
    child.join();
    expect(length.load() == 3, "the child appended to the list of two");
    expect(list == std::vector<int>{1, 2, 3}, "the parent's list is its own");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void introduce(os::Os& os, Value<std::uint64_t> pid) {
  expect(os.process_name() == "client 7", "a child knows its name");
  pid.store(os.pid());
}

TEST_P(Conformance, PR24AChildKnowsItsNameAndPid) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<std::uint64_t> pid(os);
    Process child(os, ProcessName{"client 7"}, introduce, pid);
    child.start();
    child.join();
    expect(child.pid() == pid.load(), "both see the same pid");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void count_down(os::Os& os, int depth, Value<int> count) {
  count.locked().add(1);
  if (depth == 0) return;
  Process child(os, count_down, depth - 1, count);
  child.start();
  child.join();
}

TEST_P(Conformance, PR25ChildrenHaveChildren) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> count(os);
    count_down(os, 3, count);
    expect(count.load() == 4, "depths 3, 2, 1, 0");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR27ManyChildrenAllEndWell) {
  const auto body = [](os::Os& os, const Parameters& with) {
    std::vector<Process> children;
    for (int i = 0; i < with["many"]; ++i) children.emplace_back(os, do_nothing);
    for (Process& child : children) child.start();
    for (Process& child : children) child.join();
    for (Process& child : children) expect(child.exitcode() == 0, "ended well");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

enum class Colour : std::uint8_t { Red, Green };

struct Order {
  std::string item;
  std::map<std::string, double> prices;
  Lock lock;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(item, prices, lock);
  }
};

void check_arguments(os::Os&, bool yes, std::int64_t number, double real, std::string text,
                     std::vector<int> list, Colour colour, Order order, Lock same) {
  expect(yes && number == -5'000'000'000 && real == 0.5, "numbers");
  expect(text == std::string("a\0b", 3) && list.empty(), "text and an empty list");
  expect(colour == Colour::Green, "an enumerator");
  expect(order.item == "tea" && order.prices.at("cup") == 2.5, "a struct");
  order.lock.acquire();
  expect(!same.try_acquire(), "two arguments that are one lock");
}

TEST_P(Conformance, ArgumentsOfEveryKindArrive) {
  const auto body = [](os::Os& os, const Parameters&) {
    const Order order{"tea", {{"cup", 2.5}}, Lock(os)};
    Process child(os, check_arguments, true, -5'000'000'000, 0.5, std::string("a\0b", 3),
                  std::vector<int>(), Colour::Green, order, order.lock);
    child.start();
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// The lock lives on in the arguments from the end of the scope to the start, and then in the child.
TEST_P(Conformance, ArgumentsKeepTheirObjectsInUse) {
  const auto body = [](os::Os& os, const Parameters&) {
    std::vector<Process> children;
    {
      Lock lock(os);
      children.emplace_back(os, wait_for, lock);
    }
    children[0].start();
    children[0].join();
    expect(children[0].exitcode() == 0, "the child could use the lock");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
