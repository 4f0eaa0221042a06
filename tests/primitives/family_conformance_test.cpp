// What processes are to each other, on every operating system layer: daemons, active children, the
// current process and its parent, keys. The codes are those of the checklist of behaviours.
#include <chrono>
#include <csignal>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

template <class Call>
bool refused(Call call) {
  return !text_of<std::logic_error>(call).empty();
}

void do_nothing(os::Os&) {}
void wait_for(os::Os&, Lock gate) {
  gate.acquire();
}

TEST_P(Conformance, PR02PR08PR26ActiveChildrenRunAndAreNotJoined) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process first(os, wait_for, gate);
    Process second(os, do_nothing);
    expect(active_children(os).empty(), "nobody was started");
    first.start();
    std::vector<Process> active = active_children(os);
    expect(active.size() == 1 && active[0].pid() == first.pid(), "the started one, itself");
    second.start();
    second.join();
    expect(active_children(os).size() == 1, "a joined one has left");
    gate.release();
    active[0].join();
    expect(first.exitcode() == 0 && active_children(os).empty(), "joined by another copy");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void has_no_children(os::Os& os) {
  expect(active_children(os).empty(), "the parent's children are not the child's");
}

TEST_P(Conformance, PR25ActiveChildrenBelongToTheirProcess) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process sibling(os, do_nothing);
    sibling.start();
    Process child(os, has_no_children);
    child.start();
    child.join();
    expect(child.exitcode() == 0, "as it expected");
    sibling.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void check_daemon(os::Os& os, bool expected) {
  expect(current_process(os).daemon() == expected, "a process knows whether it is a daemon");
}

TEST_P(Conformance, PR16ADaemonIsOneByItsOptions) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(!current_process(os).daemon(), "the first process is none");
    Process child(os, check_daemon, false);
    expect(!child.daemon(), "inherited from the creator");
    Process daemon(os, ProcessOptions{"d", true}, check_daemon, true);
    Process later(os, check_daemon, true);
    later.set_daemon(true);
    for (Process* each : {&child, &daemon, &later}) {
      each->start();
      expect(refused([&] { each->set_daemon(false); }), "said after the start");
      each->join();
      expect(each->exitcode() == 0, "it ended by itself");
    }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void try_to_have_a_child(os::Os& os) {
  Process child(os, do_nothing);
  expect(child.daemon(), "daemons would be the children of daemons");
  expect(refused([&] { child.start(); }), "a daemon with a child");
  expect(active_children(os).empty(), "nothing was started");
}

TEST_P(Conformance, PR17ADaemonMayNotHaveChildren) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process daemon(os, ProcessOptions{"", true}, try_to_have_a_child);
    daemon.start();
    daemon.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void start_daemon_and_child(os::Os& os, Lock gate, Value<int> ended) {
  Process daemon(os, ProcessOptions{"", true}, wait_for, gate);
  daemon.start();
  Process child(
      os, [](os::Os&, Value<int> count) { count.locked().add(1); }, ended);
  child.start();
}

// The daemon waits for a gate that nobody opens: if it were waited for, this would be a deadlock.
TEST_P(Conformance, PR18DaemonsAreEndedAndOthersAreWaitedFor) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Value<int> ended(os);
    Process parent(os, start_daemon_and_child, gate, ended);
    parent.start();
    parent.join();
    expect(parent.exitcode() == 0, "the parent ended well");
    expect(ended.load() == 1, "its child had ended before it");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR18TheMainProcessEndsItsDaemonsToo) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process daemon(os, ProcessOptions{"", true}, wait_for, gate);
    daemon.start();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void start_daemon_and_fail(os::Os& os, Lock gate) {
  Process daemon(os, ProcessOptions{"", true}, wait_for, gate);
  daemon.start();
  throw std::runtime_error("on purpose");
}

TEST_P(Conformance, PR18AnExceptionChangesNothingOfIt) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process parent(os, start_daemon_and_fail, gate);
    parent.start();
    parent.join();
    expect(parent.exitcode() == 1, "the exit code is the exception's");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{1}, {FindingKind::Exception}}));
}

void check_parent(os::Os& os, std::string name, std::uint64_t pid) {
  expect(parent_process(os) == ParentProcess{name, pid}, "a child knows its parent");
  if (name != "MainProcess") return;
  Process child(os, check_parent, current_process(os).name(), current_process(os).pid());
  child.start();
  child.join();
  expect(child.exitcode() == 0, "and a grandchild its own");
}

TEST_P(Conformance, PR23AChildKnowsItsParent) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(!parent_process(os), "the first process has none");
    expect(current_process(os).name() == "MainProcess", "the first process");
    Process child(os, check_parent, std::string("MainProcess"), os.pid());
    child.start();
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void check_key(os::Os& os, std::string key) {
  expect(current_process(os).authkey() == key, "the key is the one that was passed on");
}

TEST_P(Conformance, PR29TheKeyIsRandomAndInherited) {
  const auto body = [](os::Os& os, const Parameters&) {
    const AuthKey first = current_process(os).authkey();
    expect(first.size() == 32 && first != AuthKey(32, '\0'), "32 bytes that are not all zero");
    Process before(os, check_key, first);
    before.start();
    before.join();
    current_process(os).set_authkey("first");
    Process after(os, check_key, std::string("first"));
    Process other(os, check_key, std::string("second"));
    other.set_authkey("second");
    expect(after.authkey() == "first" && other.authkey() == "second", "as they will be");
    after.start();
    other.start();
    after.join();
    other.join();
    expect(!text_of<std::invalid_argument>([&] { current_process(os).set_authkey({}); }).empty(),
           "no key at all");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CpuCountIsAtLeastOne) {
  const auto body = [](os::Os& os, const Parameters&) { expect(cpu_count(os) >= 1, "cpus"); };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR15TheSentinelIsKnownFromTheStartOn) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, do_nothing);
    expect(refused([&] { child.sentinel(); }), "before the start");
    child.start();
    child.sentinel();
    child.join();
    child.sentinel();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PR15TheSentinelIsReadyAtTheEnd) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process child(os, wait_for, gate);
    child.start();
    const std::vector<os::Handle> sentinels = {child.sentinel()};
    expect(os.poll(sentinels, 0ms).empty(), "it runs");
    gate.release();
    expect(os.poll(sentinels, os::kForever).size() == 1, "it has ended");
    expect(child.join(0ms), "so that joining succeeds at once");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void end_stranger(os::Os& os, std::uint32_t stranger) {
  const os::Handle sibling{stranger};
  expect(refused([&] { os.wait(sibling, 0ms); }), "a sibling is waited for");
  expect(refused([&] { os.kill(sibling, os::Signal::Kill); }), "a sibling is killed");
}

// A Process is no argument (see tests/compile_fail); its number is nothing to others.
TEST_P(Conformance, PR04OnlyTheParentWaitsForAChild) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Process child(os, wait_for, gate);
    child.start();
    Process stranger(os, end_stranger, static_cast<std::uint32_t>(child.sentinel()));
    stranger.start();
    stranger.join();
    gate.release();
    child.join();
    expect(child.exitcode() == 0, "it was left alone");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

/// Notes the order in which it was called, as a decimal digit.
void note(RawValue<int>& order, int digit) {
  order.store(order.load() * 10 + digit);
}

void end_with_finalizers(os::Os& os, RawValue<int> order) {
  const auto finalizer = [&](int priority, int digit) {
    return Finalizer(os, priority, [order, digit]() mutable { note(order, digit); });
  };
  Process child(
      os, +[](os::Os&, RawValue<int> noted) { note(noted, 5); }, order);
  Finalizer(os, 0, [child]() mutable { child.start(); });
  finalizer(0, 4);
  finalizer(7, 2);
  finalizer(-1, 6);
  finalizer(7, 1);
  Finalizer early = finalizer(9, 0);
  Finalizer cancelled = finalizer(9, 9);
  early();
  early();
  expect(cancelled.cancel() && !cancelled.cancel() && !early.still_active(), "disarmed");
  Finalizer(os, 1, [order]() mutable {
    note(order, 3);
    throw std::runtime_error("on purpose");
  });
}

// The highest priority first, of one priority the newest; the child, which is 5, is waited for
// before those of less than 0.
TEST_P(Conformance, PR31FinalizersRunByPriorityAtTheEnd) {
  const auto body = [](os::Os& os, const Parameters&) {
    RawValue<int> order(os, 0);
    Process child(os, end_with_finalizers, order);
    child.start();
    child.join();
    expect(child.exitcode() == 1, "a finalizer threw");
    expect(order.load() == 123456, "in their order");
    int called = 0;
    Finalizer(os, 0, [&called] { ++called; });
    run_finalizers(os);
    run_finalizers(os);
    expect(called == 1, "in the first process, when it says so, once");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{1}, {FindingKind::Exception}}));
}

void interrupt_and_send(os::Os& os, Connection out, std::uint64_t pid) {
  for (int i = 0; i < 20; ++i) {
    kill(static_cast<pid_t>(pid), SIGUSR1);
    os.sleep(1ms);
  }
  out.send(1);
}

TEST_P(ForReal, PR28PI14SignalsDisturbNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    struct sigaction action = {};  // without SA_RESTART
    action.sa_handler = [](int) {};
    sigaction(SIGUSR1, &action, nullptr);
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Process first(os, interrupt_and_send, sender, os.pid());
    Process second(os, interrupt_and_send, sender, os.pid());
    first.start();
    expect(receiver.recv<int>() == 1, "received meanwhile");
    second.start();
    expect(second.join(), "joined meanwhile");
    Semaphore never(os, 0);
    Process third(os, interrupt_and_send, sender, os.pid());
    third.start();
    expect(!never.acquire(10ms), "not acquired");
    third.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
