// The checklist of behaviours: what CPython 3.11's multiprocessing, concurrent.futures (3.10) and
// threading do, one line for each, in our own words.
#include "tests/primitives/checklist.h"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace ravel {
namespace {

constexpr Behaviour kChecklist[] = {
    {"PR-01", "a new process has a name, and neither a pid nor an exit code"},
    {"PR-02", "once started it is alive, has a pid and is an active child"},
    {"PR-03", "starting twice is refused"},
    {"PR-04", "only the creator of a process can wait for it"},
    {"PR-05", "joining before the start is refused"},
    {"PR-06", "a join with a timeout leaves a live child alive"},
    {"PR-07", "a join of zero or less returns at once"},
    {"PR-08", "once joined it has an exit code, is no active child, and can be joined again"},
    {"PR-09", "exit codes: 0, that of `exit`, 1 after an exception"},
    {"PR-10", "death by a signal is its negative number"},
    {"PR-11", "ending what has ended does nothing"},
    {"PR-12", "only a join tells that a terminated process has ended"},
    {"PR-13", "a terminated process cleans nothing up"},
    {"PR-14", "a closed process is of no use; a running one cannot be closed"},
    {"PR-15", "a sentinel becomes ready when the process ends"},
    {"PR-16", "`daemon` is inherited, and fixed by the start"},
    {"PR-17", "a daemon has no children"},
    {"PR-18", "at its end a process ends its daemons, then waits for its other children"},
    {"PR-19", "also without a join a process waits for its children"},
    {"PR-20", "a process waits for its threads, except daemons"},
    {"PR-21", "`run` can be replaced"},
    {"PR-22", "what a child changes is its own"},
    {"PR-23", "a child knows its parent"},
    {"PR-24", "a child knows its own name and pid"},
    {"PR-25", "children have children, and active children of their own"},
    {"PR-26", "asking for the active children joins those that have ended"},
    {"PR-27", "a hundred children end well, or are all terminated"},
    {"PR-28", "signals do not disturb a join"},
    {"PR-29", "the key is random, and inherited by children"},
    {"PR-30", "the parent can close its end of a pipe right after the start"},
    {"PR-31", "finalizers run at the end by priority, the newest first, each once"},
    {"PR-32", "`group` must be None", "there is no such parameter"},

    {"LK-01", "a new lock is free, a held one is not"},
    {"LK-02", "anybody may release it"},
    {"LK-03", "releasing a free one is refused"},
    {"LK-04", "acquiring it twice waits for oneself"},
    {"LK-05", "a timeout is never early; less than zero is zero"},
    {"LK-06", "a killed holder leaves it held, and anybody can repair that"},
    {"LK-07", "a guard always releases"},
    {"LK-08", "no order is promised",
     "nothing is promised: every test holds for every order of those who wait"},
    {"LK-09", "a lock of threads refuses some timeouts",
     "threads use the same Lock as processes: LK-05"},

    {"RL-01", "its owner may acquire it again, and releases it as often"},
    {"RL-02", "nobody else may release it"},
    {"RL-03", "others wait as long as any level is held"},
    {"RL-04", "the levels are the owner's"},

    {"SE-01", "each acquire takes one permit"},
    {"SE-02", "`get_value` tells how many are left"},
    {"SE-03", "a plain one may exceed its initial value"},
    {"SE-04", "a bounded one may not"},
    {"SE-05", "acquiring gives up at the timeout"},
    {"SE-06", "less than zero permits are refused"},
    {"SE-07", "one release lets one go on"},
    {"SE-08", "`release(n)` gives n permits, at least one"},
    {"SE-09", "one permit by default"},

    {"CO-01", "only who holds the lock waits and notifies"},
    {"CO-02", "a given lock is used; waiting gives up all its levels"},
    {"CO-03", "true if notified, false at the timeout"},
    {"CO-04", "a notification of nobody is not remembered"},
    {"CO-05", "`notify(n)` wakes n sleepers, `notify_all` all"},
    {"CO-06", "who was notified returns under the lock"},
    {"CO-07", "who timed out takes no notification"},
    {"CO-08", "`wait_for` returns what the predicate said last"},
    {"CO-09", "a killed sleeper (CPython: `notify` hangs)"},
    {"CO-10", "a notification is for those who wait already"},
    {"CO-11", "nobody wakes without a notification"},

    {"EV-01", "a new one is not set"},
    {"EV-02", "it stays set until it is cleared; setting wakes all"},
    {"EV-03", "set and cleared at once (CPython: a waiter may be told that it is not set)"},
    {"EV-04", "nobody sleeps through a pulse"},
    {"EV-05", "a child can wake its parent"},

    {"BA-01", "all pass when the last one has come, again and again"},
    {"BA-02", "each gets an index of its own"},
    {"BA-03", "one of them runs the action before anybody passes"},
    {"BA-04", "an action that throws breaks the barrier"},
    {"BA-05", "a timeout breaks it"},
    {"BA-06", "the constructor's timeout is the default"},
    {"BA-07", "`abort` breaks it until it is reset"},
    {"BA-08", "`reset` sends those away who wait"},
    {"BA-09", "it tells its parties, who waits, and whether it is broken"},
    {"BA-10", "one party never waits"},
    {"BA-11", "nobody laps the others"},
    {"BA-12", "a killed party (CPython: the others hang)"},

    {"QU-01", "each item comes once, those of one producer in order"},
    {"QU-02", "Full when there is no place, now or in time"},
    {"QU-03", "Empty when there is no item, now or in time"},
    {"QU-04", "zero or less is no bound"},
    {"QU-05", "`qsize` and `full` count"},
    {"QU-06", "what was put is there (CPython: a little later)"},
    {"QU-07", "`empty` is exact (CPython: not while items are on their way)"},
    {"QU-08", "a closed queue is of no use in this process; its items still come"},
    {"QU-09", "`join_thread` only after closing"},
    {"QU-10", "`cancel_join_thread` lets the process end (CPython: items may be lost)"},
    {"QU-11", "a producer can be joined before its items are taken (CPython: waits for ever)"},
    {"QU-12", "a producer waits while there is no place"},
    {"QU-13", "a waiting getter hinders nobody (CPython: Empty although there is an item)"},
    {"QU-14", "a getter that is killed hinders nobody (CPython: all wait for ever)"},
    {"QU-15", "a producer that is killed hinders nobody (CPython: half an item)"},
    {"QU-16", "an item that cannot be sent takes no place"},
    {"QU-17", "what was put before and after the start of a child arrives"},
    {"QU-18", "a timeout loses no item"},
    {"QU-19", "a grandchild can use it"},

    {"JQ-01", "`task_done` too often is refused"},
    {"JQ-02", "`join` waits until all is done"},
    {"JQ-03", "`join` tells of one moment, while producers may go on"},
    {"JQ-04", "who takes an item and does not finish makes `join` wait for ever"},
    {"JQ-05", "`join` looks again when it is woken (CPython: does not)"},

    {"SQ-01", "`put`, `get` and `empty`"},
    {"SQ-02", "a closed one is of no use"},

    {"PI-01", "both ways, or one"},
    {"PI-02", "messages keep their order and their boundaries"},
    {"PI-03", "values, bytes, and parts of bytes"},
    {"PI-04", "the end comes after the last message"},
    {"PI-05", "sending to nobody is an error"},
    {"PI-06", "the end comes when every process has closed"},
    {"PI-07", "`poll` tells whether there is something, and takes nothing"},
    {"PI-08", "a message that is too long ends the receiving"},
    {"PI-09", "receiving into a buffer"},
    {"PI-10", "long messages pass; two who both send them wait for each other"},
    {"PI-11", "a closed end is of no use"},
    {"PI-12", "several who send need a lock"},
    {"PI-13", "a connection in a message (Ravel: as an argument only)"},
    {"PI-14", "signals do not disturb it"},
    {"PI-15", "`wait` tells exactly what is ready"},

    {"LI-01", "what a client sent before it was accepted comes"},
    {"LI-02", "one listener for an address; a closed one accepts nobody"},
    {"LI-03", "only who has the key is accepted"},
    {"LI-04", "a key must be one"},
    {"LI-05", "the form of an address tells its family"},
    {"LI-06", "a wrong, oversized or missing answer is a failed authentication"},
    {"LI-07", "after a failed one the next client can be accepted"},

    {"PO-01", "all workers are started at once; their number makes sense"},
    {"PO-02", "an initializer runs in each worker before its tasks"},
    {"PO-03", "`apply` waits for the result"},
    {"PO-04", "`map` keeps the order of its items"},
    {"PO-05", "a failing item stops no other chunk"},
    {"PO-06", "`imap` fails in place and goes on"},
    {"PO-07", "`imap_unordered` brings each result once"},
    {"PO-08", "`starmap` unpacks its items"},
    {"PO-09", "results: waiting, timeouts, failures"},
    {"PO-10", "callbacks run once, before the result is there"},
    {"PO-11", "a callback that throws (CPython: all hang)"},
    {"PO-12", "a closed pool does what it has, and takes nothing more"},
    {"PO-13", "`terminate` ends it at once, however much is queued"},
    {"PO-14", "joining an open pool is refused"},
    {"PO-15", "the end of its scope terminates it"},
    {"PO-16", "workers are replaced after so many tasks"},
    {"PO-17", "what cannot be encoded fails alone"},
    {"PO-18", "a worker that dies in a task (CPython: nobody gets the result)"},
    {"PO-19", "a process does not wait for the tasks of its pool at its end"},
    {"PO-20", "a pool cannot be given to others"},
    {"PO-21", "a task that waits for its own pool waits for ever, if all workers do"},
    {"PO-22", "a child can have a pool, a worker cannot"},

    {"EX-01", "a future brings the result; a timeout is an error"},
    {"EX-02", "`map` is in order and throws in place"},
    {"EX-03", "`shutdown` finishes or cancels what is queued"},
    {"EX-04", "pending work is done before the process ends"},
    {"EX-05", "a worker that dies breaks the executor"},
    {"EX-06", "an initializer that fails breaks it"},
    {"EX-07", "what cannot be encoded, or decoded, fails alone; what ends the worker breaks it"},
    {"EX-08", "a death, a cancel or much data during a shutdown hangs nobody"},
    {"EX-09", "the number of workers makes sense"},
    {"EX-10", "workers are replaced after so many tasks"},
    {"EX-11", "`wait` for the first, the first failure, or all"},
    {"EX-12", "`as_completed` brings each once, and tells what is missing"},
    {"EX-13", "pending, running, finished or cancelled"},
    {"EX-14", "callbacks run once and hurt nobody"},
    {"EX-15", "the result of a cancelled future is Cancelled"},

    {"VA-01", "what a child writes the parent sees"},
    {"VA-02", "a lock of its own, a given one, or none"},
    {"VA-03", "to read and write back is two accesses"},
    {"VA-04", "an array is zeroed, or initialised, and keeps its size"},
    {"VA-05", "overflow wraps around"},
    {"VA-06", "structs can be shared"},

    {"MA-01", "each call of a proxy is one request"},
    {"MA-02", "proxies behave as what they stand for"},
    {"MA-03", "exceptions cross over; an unknown method is a RemoteError"},
    {"MA-04", "what nobody holds cannot be released"},
    {"MA-05", "what a child acquired the parent may release"},
    {"MA-06", "proxies in proxies are shared, plain containers copied"},
    {"MA-07", "to read and write back is two requests"},
    {"MA-08", "iterating what changes (CPython: an error)"},
    {"MA-09", "namespaces share attributes"},
    {"MA-10", "an initializer; after the shutdown nobody answers"},
    {"MA-11", "strangers connect by address and key"},
    {"MA-12", "the address can be used again"},
    {"MA-13", "a dictionary keeps the order of insertion"},

    {"SH-01", "created with a size and a name that is free"},
    {"SH-02", "attached by its name"},
    {"SH-03", "closed and unlinked"},
    {"SH-04", "after unlinking those who have it keep it"},
    {"SH-05", "a creator that is killed (CPython: others that end may remove the name)"},
    {"SH-06", "a random name that is taken is drawn again"},
    {"SH-07", "what a SharedMemoryManager made goes with it"},
    {"SH-08", "a list of fixed layout"},

    {"TH-01", "wrong use is refused"},
    {"TH-02", "a process waits for threads, except daemons"},
    {"TH-03", "`join` with a timeout; `is_alive`"},
    {"TH-04", "names, and how many there are"},
    {"TH-05", "an exception ends its thread only"},
    {"TH-06", "another thread may release a lock, not an rlock"},
    {"TH-07", "a forked child has one thread"},
    {"TH-08", "a timer fires once, unless it is cancelled"},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kGroups = {
    {{"PR", "Process"},
     {"LK", "Lock"},
     {"RL", "RLock"},
     {"SE", "Semaphore, BoundedSemaphore"},
     {"CO", "Condition"},
     {"EV", "Event"},
     {"BA", "Barrier"},
     {"QU", "Queue"},
     {"JQ", "JoinableQueue"},
     {"SQ", "SimpleQueue"},
     {"PI", "Pipe, Connection"},
     {"LI", "Listener, Client"},
     {"PO", "Pool, AsyncResult"},
     {"EX", "ProcessPoolExecutor, Future"},
     {"VA", "Value, Array"},
     {"MA", "Manager"},
     {"SH", "SharedMemory"},
     {"TH", "Thread"}}};

TEST(Checklist, CodesOfAGroupAreNumberedWithoutAGap) {
  std::string_view before;
  for (const Behaviour& behaviour : kChecklist) {
    ASSERT_EQ(behaviour.code.size(), 5u) << behaviour.code;
    const auto number = [](std::string_view code) { return (code[3] - '0') * 10 + code[4] - '0'; };
    const bool follows = before.substr(0, 2) == behaviour.code.substr(0, 2);
    EXPECT_EQ(number(behaviour.code), follows ? number(before) + 1 : 1) << behaviour.code;
    EXPECT_NE(group_title(behaviour.code.substr(0, 2)), "") << behaviour.code;
    before = behaviour.code;
  }
}

}  // namespace

std::span<const Behaviour> checklist() {
  return kChecklist;
}

std::string_view group_title(std::string_view letters) {
  for (const auto& [group, title] : kGroups)
    if (group == letters) return title;
  return "";
}

}  // namespace ravel
