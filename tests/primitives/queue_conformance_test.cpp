// Queues on every operating system layer. The codes are those of the checklist of
// behaviours; in the simulator each must hold in every interleaving.
#include <chrono>

#include "primitives/all.h"
#include "sim/simulation.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

template <class Call>
bool is_full(Call call) {
  return !text_of<Full>(call).empty();
}
template <class Call>
bool is_empty(Call call) {
  return !text_of<Empty>(call).empty();
}
template <class Call>
bool is_value_error(Call call) {
  return !text_of<std::invalid_argument>(call).empty();
}

void put_two(os::Os&, Queue<int> queue, int first) {
  queue.put(first);
  queue.put(first + 1);
}

TEST_P(Conformance, QU01EachItemComesOnceAndThoseOfOneProducerInOrder) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    Process child(os, put_two, queue, 10);
    child.start();
    queue.put(20);
    std::vector<int> seen;
    for (int i = 0; i < 3; ++i) seen.push_back(queue.get());
    std::erase(seen, 20);
    expect((seen == std::vector{10, 11}), "the child's in their order");
    child.join();
    expect(queue.empty(), "nothing twice");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void get_one(os::Os&, Queue<int> queue, Semaphore sum) {
  sum.release(queue.get());
}

TEST_P(Conformance, QU01NoItemComesTwice) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    Semaphore sum(os, 0);
    Process child(os, get_one, queue, sum);
    queue.put(1);
    queue.put(2);
    child.start();
    sum.release(queue.get());
    child.join();
    expect(sum.get_value() == 3, "one each");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU02PuttingIntoAFullQueue) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os, 2);
    queue.put(1);
    expect(!queue.full() && queue.try_put(2) && queue.full(), "two places");
    expect(is_full([&] { queue.put_nowait(3); }), "no place");
    expect(is_full([&] { queue.put(3, 1ms); }), "nobody takes anything");
    expect(is_full([&] { queue.put(3, -1s); }), "no waiting");
    expect(!queue.try_put(3) && !queue.try_put(3, 1ms), "as a value");
    expect(queue.qsize() == 2 && queue.get() == 1 && queue.get() == 2, "and nothing was put");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU03GettingFromAnEmptyQueue) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    expect(is_empty([&] { queue.get_nowait(); }), "no item");
    expect(is_empty([&] { queue.get(20ms); }), "nobody puts one");
    expect(!queue.try_get() && !queue.try_get(-1s) && !queue.try_get(1ms), "as a value");
    queue.put(4);
    expect(queue.get(0ns) == 4, "an item that is there does not time out");
  };
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ("", problem(GetParam(), body));
  if (GetParam() != Backend::Simulator) {
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms) << "timed out early";
  }
}

TEST_P(Conformance, QU04WithoutABoundThereIsRoomForFourThousand) {
  const auto body = [](os::Os& os, const Parameters&) {
    for (const std::int64_t none : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40}) {
      Queue<std::uint32_t> queue(os, none);
      for (std::uint32_t i = 0; i < MessageQueue::kPlacesMax && none == 0; ++i) queue.put(i);
      expect(queue.full() == (none == 0), "as many as it says");
    }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU05QU06QU07APutItemIsThere) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os, 2);
    expect(queue.empty() && !queue.full() && queue.qsize() == 0, "new");
    queue.put(1);
    expect(!queue.empty() && !queue.full() && queue.qsize() == 1, "one");
    queue.put(2);
    expect(!queue.empty() && queue.full() && queue.qsize() == 2, "two");
    expect(queue.get_nowait() == 1 && queue.get_nowait() == 2 && queue.empty(), "at once");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void put_one(os::Os&, Queue<int> queue) {
  queue.put(1);
}

TEST_P(Conformance, QU08QU09QU10AClosedQueueRefusesEverythingButKeepsItsItems) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    Queue<int> copy = queue;
    queue.put(1);
    expect(!text_of<std::logic_error>([&] { queue.join_thread(); }).empty(), "not closed yet");
    Process child(os, get_one, queue, Semaphore(os, 0));
    queue.close();
    queue.close();
    queue.join_thread();
    queue.cancel_join_thread();
    for (Queue<int>& each : {std::ref(queue), std::ref(copy)}) {
      expect(is_value_error([&] { each.put(1); }), "put");
      expect(is_value_error([&] { each.get(); }), "get");
      expect(is_value_error([&] { each.empty(); }), "empty");
    }
    child.start();
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// CPython's child would wait for its feeder here, and join for the child.
TEST_P(Conformance, QU11WhoHasPutCanBeJoinedBeforeItsItemsAreTaken) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    Process child(os, put_one, queue);
    child.start();
    child.join();
    expect(queue.get_nowait() == 1, "what it put is there");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU12AProducerBeyondTheBoundWaitsForAConsumer) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os, 1);
    Process child(os, put_two, queue, 1);
    child.start();
    expect(queue.get() == 1 && queue.get() == 2, "one after the other");
    child.join();
    expect(!queue.full(), "every place is free again");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_F(InTheSimulator, QU12WithoutAConsumerItWaitsForEver) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os, 1);
    Process child(os, put_two, queue, 1);
    child.start();
    child.join();
  };
  EXPECT_NE("", problem(Backend::Simulator, body));
  EXPECT_EQ("", problem(Backend::Simulator, body, {{}, {FindingKind::Deadlock}}));
}

// CPython's waiting getter holds a lock that the other one then does not get in time.
TEST_P(Conformance, QU13AWaitingGetterHindersNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    Semaphore sum(os, 0);
    queue.put(1);
    queue.put(2);
    Process child(os, get_one, queue, sum);
    child.start();
    expect(queue.get(0ns) > 0, "there is one for each");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU16AnItemThatCannotBeSentIsRefusedAtOnce) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<Lock> queue(os, 1);
    expect(is_value_error([&] { queue.put(Lock(os)); }), "a primitive");
    expect(queue.qsize() == 0 && queue.empty(), "and takes no place");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void hand_on(os::Os& os, Queue<int> queue) {
  Process child(os, put_one, queue);
  child.start();
}

TEST_P(Conformance, QU17QU19WhatAllPutArrives) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    queue.put(3);
    Process child(os, hand_on, queue);
    child.start();
    expect(queue.get() == 3 && queue.get() == 1, "the parent's and the grandchild's");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, QU18ATimeoutLosesNoItem) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<int> queue(os);
    Process child(os, put_one, queue);
    child.start();
    const bool found = queue.try_get(1ms).has_value();
    expect(found || queue.get() == 1, "now or later");
    child.join();
    expect(queue.empty() && queue.qsize() == 0, "once");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// A record takes 124 bytes: with its size of eight bytes, a text of 116.
TEST_P(Conformance, QU01ItemsOfAllSizesKeepTheirOrder) {
  const auto body = [](os::Os& os, const Parameters&) {
    Queue<std::string> queue(os);
    const std::vector<std::size_t> sizes = {116, 117, 0, 300, 5, 1'000};
    for (const std::size_t size : sizes) queue.put(std::string(size, 'x'));
    expect(queue.qsize() == sizes.size(), "all at once");
    for (const std::size_t size : sizes)
      expect(queue.get() == std::string(size, 'x'), "as it was put");
    expect(queue.empty() && queue.qsize() == 0, "and nothing else");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

class First final : public sim::Chooser {
 public:
  std::size_t choose(const sim::Choices&) override { return 0; }
};

/// One execution: each word of a large item is a step, too many for all of them.
sim::Ending run_once(const sim::Body& body) {
  sim::SimulationOptions options;
  options.steps_max = 1'000'000;
  sim::Simulation simulation(options);
  First first;
  const sim::Execution& execution = simulation.run(body, first);
  note_explored("one of many");
  for (const auto& exception : execution.exceptions) ADD_FAILURE() << exception.message;
  return execution.ending;
}

constexpr std::size_t kAllChunks = ChunkRing::kChunks * ChunkRing::kChunkBytes;

TEST_F(InTheSimulator, QU02ALargeItemTimesOutWithoutATrace) {
  const auto body = [](os::Os& os) {
    Queue<std::string> queue(os, 2);
    const std::string all(kAllChunks - 16, 'x');
    const std::string all_but_one(kAllChunks - 16 - ChunkRing::kChunkBytes, 'x');
    const std::string two_chunks(300, 'y');
    queue.put(all_but_one);
    expect(!queue.try_put(two_chunks, 1ms), "one chunk is free");
    queue.put("z");
    expect(queue.get() == all_but_one, "what was there");
    queue.put("z");
    expect(!queue.try_put(two_chunks, 1ms), "no place");
    expect(queue.get() == "z" && queue.get() == "z", "what was there");
    expect(queue.try_put(all) && queue.get() == all, "there is all room again");
  };
  EXPECT_EQ(sim::Ending::Finished, run_once(body));
}

void put_text(os::Os&, Queue<std::string> queue, std::size_t size) {
  queue.put(std::string(size, 'x'));
}

TEST_F(InTheSimulator, QU01AnItemLargerThanAllRoomComesThrough) {
  const auto body = [](os::Os& os) {
    Queue<std::string> queue(os);
    Process child(os, put_text, queue, 2 * kAllChunks);
    child.start();
    expect(queue.get() == std::string(2 * kAllChunks, 'x'), "all of it");
    child.join();
  };
  EXPECT_EQ(sim::Ending::Finished, run_once(body));
}

}  // namespace
}  // namespace ravel
