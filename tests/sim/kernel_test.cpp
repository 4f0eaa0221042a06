// The kernel as a table: state, operation, what is enabled, what comes of it. No fiber is needed.
#include "sim/kernel.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace ravel::sim {
namespace {

ProcessId add_process(Kernel& kernel, ProcessId parent, std::uint32_t number) {
  const auto id = static_cast<ProcessId>(kernel.processes().size());
  kernel.add_process(id, parent, number);
  return id;
}

Operation operation(OperationKind kind, std::uint32_t object = 0, std::uint64_t value = 0) {
  Operation result;
  result.kind = kind;
  result.object = object;
  result.value = value;
  result.size = 8;
  return result;
}

struct KernelTest : testing::Test {
  KernelTest() { kernel.reset(); }

  std::uint64_t apply(Operation wanted, ProcessId process = 0, Outcome outcome = Outcome::Done) {
    last = wanted;
    kernel.apply(process, last, outcome);
    return last.value;
  }

  Kernel kernel;
  Operation last;
};

TEST_F(KernelTest, AnAcquireIsEnabledWhileThereArePermits) {
  const std::uint32_t semaphore = kernel.add_semaphore(0, 2, 2);
  const Operation acquire = operation(OperationKind::Acquire, semaphore);
  for (int permits = 2; permits > 0; --permits) {
    EXPECT_TRUE(kernel.enabled(0, acquire));
    EXPECT_EQ(apply(acquire), 1u);
  }
  EXPECT_FALSE(kernel.enabled(0, acquire));
  EXPECT_EQ(apply(operation(OperationKind::SemaphoreValue, semaphore)), 0u);
}

TEST_F(KernelTest, AReleaseAboveTheMaximumChangesNothing) {
  const std::uint32_t semaphore = kernel.add_semaphore(0, 0, 1);
  EXPECT_EQ(apply(operation(OperationKind::Release, semaphore)), 1u);
  EXPECT_EQ(apply(operation(OperationKind::Release, semaphore)), 0u);
  EXPECT_EQ(apply(operation(OperationKind::SemaphoreValue, semaphore)), 1u);
}

TEST_F(KernelTest, ATimeoutTakesNoPermit) {
  const std::uint32_t semaphore = kernel.add_semaphore(0, 0, 1);
  EXPECT_EQ(apply(operation(OperationKind::Acquire, semaphore), 0, Outcome::TimedOut), 0u);
  EXPECT_EQ(last.error, ETIMEDOUT);
  EXPECT_EQ(kernel.objects()[semaphore].value, 0u);
}

TEST_F(KernelTest, MemoryStartsAsZerosAndWrapsAtItsWidth) {
  const std::uint32_t memory = kernel.add_memory(0, 3);
  Operation byte = operation(OperationKind::FetchAdd, memory, 0xFF);
  byte.size = 1;
  byte.offset = 2;
  EXPECT_EQ(apply(byte), 0u);
  byte.value = 2;
  EXPECT_EQ(apply(byte), 0xFFu);
  byte.kind = OperationKind::Load;
  EXPECT_EQ(apply(byte), 1u);
}

TEST_F(KernelTest, ReadModifyWritesReturnTheOldValue) {
  const std::uint32_t memory = kernel.add_memory(0, 8);
  EXPECT_EQ(apply(operation(OperationKind::Exchange, memory, 5)), 0u);
  Operation compare = operation(OperationKind::CompareExchange, memory, 9);
  compare.expected = 4;
  EXPECT_EQ(apply(compare), 5u);
  compare.expected = 5;
  EXPECT_EQ(apply(compare), 5u);
  EXPECT_EQ(apply(operation(OperationKind::AtomicLoad, memory)), 9u);
}

using KernelDeathTest = KernelTest;

TEST_F(KernelDeathTest, RefusesWordsOutsideOfTheirMemoryOrAcrossTheirAlignment) {
  const std::uint32_t memory = kernel.add_memory(0, 8);
  for (const auto& [offset, size] : {std::pair{8u, 1}, {0xFFFFFFFCu, 4}, {2u, 4}, {0u, 3}}) {
    Operation load = operation(OperationKind::Load, memory);
    load.offset = offset;
    load.size = static_cast<std::uint8_t>(size);
    EXPECT_DEATH(apply(load), "no aligned word") << offset << " " << size;
  }
}

TEST_F(KernelTest, RegionsOfMemoryDoNotOverlap) {
  const std::uint32_t first = kernel.add_memory(0, 1);
  const std::uint32_t second = kernel.add_memory(0, 8);
  Operation store = operation(OperationKind::Store, first, 0xFF);
  store.size = 1;
  apply(store);
  EXPECT_EQ(apply(operation(OperationKind::Load, second)), 0u);
}

TEST_F(KernelTest, WaitingIsEnabledByTheEndAndGivesTheExitCode) {
  const ProcessId child = add_process(kernel, 0, 1);
  const Operation wait = operation(OperationKind::Wait, child);
  const Operation wait_all = operation(OperationKind::WaitAll);
  EXPECT_FALSE(kernel.enabled(0, wait));
  EXPECT_FALSE(kernel.enabled(0, wait_all));
  apply(operation(OperationKind::Exit, child, 7), child);
  EXPECT_TRUE(kernel.enabled(0, wait));
  EXPECT_TRUE(kernel.enabled(0, wait_all));
  EXPECT_EQ(apply(wait), 7u);
}

TEST_F(KernelTest, AKilledProcessDiesOnlyWhenItsEndIsApplied) {
  const ProcessId child = add_process(kernel, 0, 1);
  apply(operation(OperationKind::Kill, child, 15));
  EXPECT_TRUE(kernel.processes()[child].dying);
  EXPECT_FALSE(kernel.enabled(0, operation(OperationKind::Wait, child)));
  apply(operation(OperationKind::Exit, child, static_cast<std::uint64_t>(-15)), child);
  EXPECT_EQ(kernel.processes()[child].exit_code, -15);
  EXPECT_FALSE(kernel.processes()[child].dying);
  EXPECT_TRUE(kernel.processes()[child].ended);
}

TEST_F(KernelTest, KillingTheDeadChangesNothing) {
  const ProcessId child = add_process(kernel, 0, 1);
  apply(operation(OperationKind::Exit, child), child);
  apply(operation(OperationKind::Kill, child, 9));
  EXPECT_EQ(kernel.processes()[child].exit_code, 0);
  EXPECT_FALSE(kernel.processes()[child].dying);
}

TEST_F(KernelTest, ChildrenDieWithTheirParent) {
  const ProcessId child = add_process(kernel, 0, 1);
  const ProcessId grandchild = add_process(kernel, child, 1);
  apply(operation(OperationKind::Exit, child), child);
  EXPECT_TRUE(kernel.processes()[grandchild].dying);
  EXPECT_EQ(kernel.processes()[grandchild].exit_code, -9);
}

TEST_F(KernelTest, TheEndOfAProcessFreesFileLocksButNoPermits) {
  const ProcessId child = add_process(kernel, 0, 1);
  const std::uint32_t semaphore = kernel.add_semaphore(0, 1, 1);
  Operation open =
      operation(OperationKind::OpenFile, kernel.named_object(ObjectKind::File, 0, "file"));
  open.path = "file";
  open.mode = os::FileMode::Append;
  Operation lock = operation(OperationKind::LockFile);
  lock.offset = static_cast<std::uint32_t>(apply(open, child));
  apply(lock, child);
  apply(operation(OperationKind::Acquire, semaphore), child);
  lock.offset = static_cast<std::uint32_t>(apply(open, 0));
  EXPECT_FALSE(kernel.enabled(0, lock));
  apply(operation(OperationKind::Exit, child), child);
  EXPECT_TRUE(kernel.enabled(0, lock));
  EXPECT_FALSE(kernel.enabled(0, operation(OperationKind::Acquire, semaphore)));
}

TEST_F(KernelTest, NamesProcessesByTheirPlaceInTheFamily) {
  const ProcessId child = add_process(kernel, 0, 1);
  const ProcessId grandchild = add_process(kernel, child, 2);
  EXPECT_EQ(kernel.path_of(0), "");
  EXPECT_EQ(kernel.path_of(child), "1");
  EXPECT_EQ(kernel.path_of(grandchild), "1:2");
}

TEST_F(KernelTest, CanBeCopiedToTryTwoFutures) {
  const std::uint32_t semaphore = kernel.add_semaphore(0, 1, 1);
  Kernel other = kernel;
  apply(operation(OperationKind::Acquire, semaphore));
  EXPECT_TRUE(other.enabled(0, operation(OperationKind::Acquire, semaphore)));
  EXPECT_FALSE(kernel.enabled(0, operation(OperationKind::Acquire, semaphore)));
}

// In one exploration a child keeps its identity, so that an execution may lack some.
TEST_F(KernelTest, AnIdentityWithoutAProcessCountsAsOneThatHasEnded) {
  kernel.add_process(3, 0, 1);
  ASSERT_EQ(kernel.processes().size(), 4u);
  EXPECT_TRUE(kernel.processes()[1].ended);
  EXPECT_FALSE(kernel.processes()[3].ended);
  EXPECT_EQ(kernel.path_of(3), "1");
}

}  // namespace
}  // namespace ravel::sim
