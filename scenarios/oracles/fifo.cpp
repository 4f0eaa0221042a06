// Producers put one item each into a channel, consumers take one each.
//
// Who puts first decides which item comes first, and who takes first who gets it: as many classes
// as there are orders of the producers times orders of the consumers, whatever the channel holds. A
// take comes behind the put of its item, and a put into a full channel behind the take that made
// the room; but nothing else of the two matters to each other, and that is why the capacity does
// not change the number. (Exploring by "same channel, therefore dependent" would make more.)
#include <array>

#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

/// Bytes of an item: each is put and taken as a whole.
constexpr std::size_t kItem = 8;

void put(os::Os& os, const Task& task) {
  const std::array<std::byte, kItem> item{static_cast<std::byte>(task.number)};
  os.write_stream(task.writer, item);
}

void take(os::Os& os, const Task& task) {
  std::array<std::byte, kItem> item{};
  os.read_stream(task.reader, item);
}

void produce_and_consume(os::Os& os, const Parameters& with) {
  const auto [out, in] = os.create_pipe(kItem * count(with, "capacity"));
  Task task;
  task.reader = out;
  task.writer = in;
  for (task.number = 0; task.number < count(with, "producers"); ++task.number) start(os, put, task);
  for (std::uint32_t i = 0; i < count(with, "consumers"); ++i) start(os, take, task);
}

}  // namespace

Scenario fifo() {
  return {.name = "fifo",
          .group = "oracles",
          .summary = "one item of each producer for each consumer: producers! * consumers! classes",
          .parameters = {{"producers", "processes that put one item", 3, 3, 1, 6},
                         {"consumers", "processes that take one item", 3, 3, 1, 6},
                         {"capacity", "items that the channel holds", 1, 1, 1, 6}},
          .body = produce_and_consume,
          .invariant = nullptr,
          .expected = {}};
}

}  // namespace ravel
