// What processes of a run share: semaphores, memory, observations, output.
#include <unistd.h>

#include "primitives/os/posix/arena.h"
#include "tests/primitives/os/posix/world.h"

namespace ravel::os::posix {
namespace {

using namespace std::chrono_literals;

class PosixSharing : public Posix {};
INSTANTIATE_TEST_SUITE_P(Methods, PosixSharing, both_methods(), method_name);

void add_under_lock(Os& os, std::uint64_t numbers) {
  const Handle lock = handle_of(numbers >> 32);
  const Word counter{handle_of(numbers & 0xffffffff), 8, 8};
  for (int i = 0; i < 1000; ++i) {
    os.acquire(lock, kForever);
    os.store(counter, os.load(counter, Access::Plain) + 1, Access::Plain);
    os.release(lock);
  }
}

TEST_P(PosixSharing, ALockProtectsACounterAcrossProcesses) {
  // 4 processes of 1000 increments.
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle lock = os.create_semaphore(1, 1);
              const Handle memory = os.create_memory(16);
              for (int i = 0; i < 4; ++i)
                start(os, add_under_lock, number_of(lock) << 32 | number_of(memory));
              for (int i = 0; i < 4000; ++i) {
                if (os.load({memory, 8, 8}, Access::Atomic) == 4000) break;
                os.sleep(5ms);
              }
              expect(os.load({memory, 8, 8}, Access::Atomic) == 4000, "no increment is lost");
              expect(os.load({memory, 0, 8}, Access::Plain) == 0, "neighbours stay as they were");
            }),
            "");
}

TEST_P(PosixSharing, AtomicAdditionNeedsNoLock) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle memory = os.create_memory(4);
              const auto add = [](Os& inner, std::uint64_t to) {
                for (int i = 0; i < 1000; ++i) inner.fetch_add({handle_of(to), 0, 4}, 1);
              };
              std::vector<Handle> children;
              for (int i = 0; i < 3; ++i) children.push_back(start(os, add, number_of(memory)));
              for (const Handle child : children) os.wait(child, kForever);
              expect(os.load({memory, 0, 4}, Access::Plain) == 3000, "3 x 1000");
            }),
            "");
}

TEST_P(PosixSharing, WordsOfEachSizeWrapAndReturnTheOldValue) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle memory = os.create_memory(8);
              expect(os.memory_size(memory) == 8, "size");
              for (const std::uint8_t size : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
                const Word word{memory, 0, size};
                const std::uint64_t most = (std::uint64_t{1} << (8 * size)) - 1;
                os.store(word, ~std::uint64_t{0}, Access::Atomic);
                expect(os.load({memory, 0, 8}, Access::Plain) == most, "no more than the word");
                expect(os.fetch_add(word, 2) == most, "fetch_add");
                expect(os.exchange(word, 5) == 1, "exchange after the wrap");
                expect(os.compare_exchange(word, 4, 9) == 5, "compare_exchange that fails");
                expect(os.compare_exchange(word, 5, 0) == 5, "compare_exchange that succeeds");
                expect(os.load(word, Access::Atomic) == 0, "load");
              }
            }),
            "");
}

TEST_P(PosixSharing, AnAccessOutsideItsMemoryEndsTheProcess) {
  testing::internal::CaptureStderr();
  const RunResult result = run([](Os& os) {
    const Handle memory = os.create_memory(4);
    os.load({memory, 0, 8}, Access::Plain);
  });
  EXPECT_EQ(result.ended.at(0).exit_code, -SIGABRT);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("outside"));
}

TEST_P(PosixSharing, ASemaphoreCountsBetweenZeroAndItsMaximum) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle semaphore = os.create_semaphore(1, 2);
              expect(os.release(semaphore), "1 -> 2");
              expect(!os.release(semaphore), "2 is the maximum");
              expect(os.semaphore_value(semaphore) == 2, "a refused release changes nothing");
              expect(os.acquire(semaphore, 0ns), "2 -> 1");
              expect(os.acquire(semaphore, kForever), "1 -> 0");
              expect(!os.acquire(semaphore, 0ns), "a try at 0");
              expect(!os.acquire(semaphore, 5ms), "a timed wait at 0");
              expect(!os.acquire(semaphore, -5ms), "a negative timeout is a try");
            }),
            "");
}

TEST_P(PosixSharing, ASemaphoreOfImpossibleNumbersIsRefused) {
  EXPECT_EQ(run([](Os& os) { os.create_semaphore(2, 1); }).ended.at(0).exception_type,
            "std::invalid_argument");
  EXPECT_EQ(run([](Os& os) { os.create_semaphore(0, 0); }).ended.at(0).exception_type,
            "std::invalid_argument");
}

TEST_P(PosixSharing, AReleaseWakesAnAcquireInAnotherProcess) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle go = os.create_semaphore(0, 1);
              const auto wait = [](Os& inner, std::uint64_t semaphore) {
                expect(inner.acquire(handle_of(semaphore), 1h), "woken before the timeout");
              };
              const Handle child = start(os, wait, number_of(go));
              os.sleep(20ms);
              os.release(go);
              expect(os.wait(child, kForever) == 0, "the child ended well");
            }),
            "");
}

/// Two handles as one number.
std::uint64_t both(Handle first, Handle second) {
  return number_of(first) << 32 | number_of(second);
}

// 4 processes offer 1000 permits each to a semaphore that takes 1000.
TEST_P(PosixSharing, TheMaximumHoldsAlsoWhenSeveralReleaseAtOnce) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle semaphore = os.create_semaphore(0, 1000);
              const Handle accepted = os.create_memory(8);
              const auto release = [](Os& inner, std::uint64_t numbers) {
                for (int i = 0; i < 1000; ++i)
                  if (inner.release(handle_of(numbers >> 32)))
                    inner.fetch_add({handle_of(numbers & 0xffffffff), 0, 8}, 1);
              };
              std::vector<Handle> children;
              for (int i = 0; i < 4; ++i)
                children.push_back(start(os, release, both(semaphore, accepted)));
              for (const Handle child : children) os.wait(child, kForever);
              expect(os.load({accepted, 0, 8}, Access::Plain) == 1000, "accepted");
              expect(os.semaphore_value(semaphore) == 1000, "the maximum");
            }),
            "");
}

// 4 processes and 2 permits: most acquires have to sleep.
TEST_P(PosixSharing, AtMostAsManyAreInsideAsThereArePermits) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle permits = os.create_semaphore(2, 2);
              const Handle inside = os.create_memory(8);
              const auto enter = [](Os& inner, std::uint64_t numbers) {
                const Word word{handle_of(numbers & 0xffffffff), 0, 8};
                for (int i = 0; i < 3000; ++i) {
                  inner.acquire(handle_of(numbers >> 32), kForever);
                  expect(inner.fetch_add(word, 1) < 2, "two at most");
                  if (i % 100 == 0) inner.sleep(10us);
                  inner.fetch_add(word, std::uint64_t{0} - 1);
                  inner.release(handle_of(numbers >> 32));
                }
              };
              std::vector<Handle> children;
              for (int i = 0; i < 4; ++i)
                children.push_back(start(os, enter, both(permits, inside)));
              for (const Handle child : children) os.wait(child, kForever);
              expect(os.semaphore_value(permits) == 2, "all came back");
            }),
            "");
}

// Whoever is killed in its sleep takes no permit along, nor anybody else's wake-up.
TEST_P(PosixSharing, AKilledSleeperHindersNobody) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle go = os.create_semaphore(0, 2);
              const auto wait = [](Os& inner, std::uint64_t semaphore) {
                inner.acquire(handle_of(semaphore), kForever);
              };
              for (int round = 0; round < 5; ++round) {
                const Handle killed = start(os, wait, number_of(go));
                const Handle other = start(os, wait, number_of(go));
                os.sleep(5ms);
                os.kill(killed, Signal::Kill);
                os.release(go);
                const bool took = os.wait(killed, kForever) == 0;
                if (took) os.release(go);
                expect(os.wait(other, kForever) == 0, "it got its permit");
              }
            }),
            "");
}

TEST_P(PosixSharing, WhatAKilledProcessHoldsStaysHeld) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle lock = os.create_semaphore(1, 1);
              const auto take_and_crash = [](Os& inner, std::uint64_t semaphore) {
                inner.acquire(handle_of(semaphore), kForever);
                inner.exit(0);
              };
              os.wait(start(os, take_and_crash, number_of(lock)), kForever);
              expect(!os.acquire(lock, 5ms), "still held");
            }),
            "");
}

TEST_P(PosixSharing, MemoryOfClosedObjectsIsUsedAgainAndZeroed) {
  // 64 KiB x 100,000 is more than the arena has in all.
  EXPECT_EQ(failure_of([](Os& os) {
              for (int i = 0; i < 100'000; ++i) {
                const Handle memory = os.create_memory(std::size_t{1} << 16);
                expect(os.load({memory, 0, 8}, Access::Plain) == 0, "zeroed");
                os.store({memory, 0, 8}, 1, Access::Plain);
                os.close(memory);
              }
            }),
            "");
}

TEST(PosixArena, AProcessThatEndsWhileItAllocatesHindersNobody) {
  Arena arena = Arena::create({});
  const pid_t allocator = fork();
  if (allocator == 0) {
    pthread_mutex_lock(&arena.header().mutex);
    _exit(0);
  }
  waitpid(allocator, nullptr, 0);
  // Taken over from the dead, and a second time in the usual way.
  EXPECT_NE(arena.allocate(BlockKind::Memory, 8), arena.allocate(BlockKind::Memory, 8));
}

TEST_P(PosixSharing, AnObjectLivesUntilItsLastUserClosesIt) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle memory = os.create_memory(8);
              os.share(memory);
              os.close(memory);
              os.store({memory, 0, 8}, 3, Access::Plain);
              expect(os.load({memory, 0, 8}, Access::Plain) == 3, "one use was left");
              os.close(memory);
            }),
            "");
}

TEST_P(PosixSharing, TooMuchMemoryIsAnError) {
  const RunResult result = run([](Os& os) { os.create_memory(std::size_t{1} << 40); });
  EXPECT_EQ(result.ended.at(0).exception_type, "std::system_error");
}

TEST_P(PosixSharing, ObservationsOfAllProcessesAreKeptInOrder) {
  const RunResult result = run([](Os& os) {
    os.observe("first", std::int64_t{-1});
    const auto observe = [](Os& inner, std::uint64_t) { inner.observe("second", "text"); };
    os.wait(start(os, observe), kForever);
    os.observe("third", std::int64_t{3});
  });
  ASSERT_EQ(result.observations.size(), 3u);
  EXPECT_EQ(result.observations[0].first, "first");
  EXPECT_EQ(std::get<std::int64_t>(result.observations[0].second), -1);
  EXPECT_EQ(std::get<std::string>(result.observations[1].second), "text");
  EXPECT_EQ(result.observations[2].first, "third");
}

TEST_P(PosixSharing, ASeedDeterminesEntropyAndEachProcessHasItsOwn) {
  const auto body = [](Os& os) {
    const auto draw = [](Os& inner, std::uint64_t) {
      inner.print(std::to_string(inner.entropy()) + ",");
    };
    os.wait(start(os, draw), kForever);
    os.wait(start(os, draw), kForever);
    for (int i = 0; i < 100; ++i) expect(os.choose(3) < 3, "in range");
  };
  RunOptions options{GetParam(), std::nullopt, 42, true};
  const std::string once = posix::run(body, options).output;
  EXPECT_EQ(once, posix::run(body, options).output);
  const auto comma = once.find(',');
  EXPECT_NE(once.substr(0, comma + 1), once.substr(comma + 1));
  options.seed = 43;
  EXPECT_NE(once, posix::run(body, options).output);
}

}  // namespace
}  // namespace ravel::os::posix
