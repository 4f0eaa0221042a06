// What simulated processes remember for the primitives, and names of shared memory as objects.
#include "primitives/os/process_local.h"

#include <gmock/gmock.h>

#include <memory>

#include "tests/checker/explore.h"

namespace ravel::test {
namespace {

using os::Handle;
using os::Os;

class First final : public sim::Chooser {
 public:
  std::size_t choose(const sim::Choices&) override { return 0; }
};

struct Count {
  int value = 0;
};

void expect_nothing(Os& os, const Shared&) {
  EXPECT_EQ(os.local().of<Count>().value++, 0) << "nothing of the parent's";
}

TEST(ProcessLocal, BelongsToAProcessAndAllItsThreads) {
  sim::Simulation simulation{{}};
  First first;
  for (int execution = 0; execution < 2; ++execution)
    simulation.run(
        [](Os& os) {
          EXPECT_EQ(os.local().of<Count>().value++, 0) << "nothing of the execution before";
          os.wait(spawn(os, expect_nothing, share(os)), os::kForever);
          os.wait_thread(os.start_thread([&os] { ++os.local().of<Count>().value; }), os::kForever);
          EXPECT_EQ(os.local().of<Count>().value, 2);
        },
        first);
}

struct Kept {
  std::shared_ptr<int> object;
};

TEST(ProcessLocal, EndsWithTheExecution) {
  const auto object = std::make_shared<int>(0);
  sim::Simulation simulation{{}};
  First first;
  simulation.run([&object](Os& os) { os.local().of<Kept>().object = object; }, first);
  EXPECT_EQ(object.use_count(), 1);
}

void create(Os& os, const Shared& shared) {
  try {
    os.create_named_memory("tickets", 8);
  } catch (const std::system_error&) {
    os.fetch_add(shared.counter, 1);
  }
}

// Two atomic accesses to one word, and a third by the one who comes too late: either may.
TEST(MemoryNames, AreTakenInOneStep) {
  const Explored explored = explore_all([](Os& os) {
    const Shared shared = share(os);
    const Handle one = spawn(os, create, shared);
    const Handle other = spawn(os, create, shared);
    os.wait(one, os::kForever);
    os.wait(other, os::kForever);
    os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
  });
  EXPECT_EQ(explored.executions, 2u);
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{1, 2}}));
}

// Whoever names it first: numbers of objects must not depend on the schedule.
TEST(MemoryNames, AreNobodysObjects) {
  sim::Simulation simulation{{}};
  First first;
  simulation.run(
      [](Os& os) {
        os.create_named_memory("tickets", 8);
        os.create_memory(8);
      },
      first);
  const sim::Trace trace = simulation.trace();
  std::vector<std::string> names;
  for (const auto& object : trace.objects) names.push_back(object.name);
  EXPECT_THAT(names, testing::ElementsAre("name 'tickets'", "memory #1", "memory #2"));
}

}  // namespace
}  // namespace ravel::test
