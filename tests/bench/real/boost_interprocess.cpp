// The same with Boost.Interprocess, between a process and its fork.
#include <sys/wait.h>
#include <unistd.h>

#include <boost/interprocess/anonymous_shared_memory.hpp>
#include <boost/interprocess/sync/interprocess_condition.hpp>
#include <boost/interprocess/sync/interprocess_mutex.hpp>
#include <boost/interprocess/sync/interprocess_semaphore.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>
#include <new>

#include "tests/bench/real/figures.h"

namespace ravel::bench {
namespace {

namespace ipc = boost::interprocess;

constexpr int kRounds = 50'000;

struct Shared {
  ipc::interprocess_mutex mutex;
  ipc::interprocess_semaphore there{0};
  ipc::interprocess_semaphore back{0};
  ipc::interprocess_condition changed;
  int turn = 0;
};

template <class Answer, class Round>
double with_partner(Answer answer, Round round) {
  const pid_t partner = fork();
  if (partner == 0) {
    for (int i = 0; i < kRounds; ++i) answer();
    _exit(0);
  }
  const double measured = nanoseconds_of(kRounds, round);
  waitpid(partner, nullptr, 0);
  return measured;
}

void take_turn(Shared& shared, int mine) {
  ipc::scoped_lock<ipc::interprocess_mutex> lock(shared.mutex);
  shared.changed.wait(lock, [&] { return shared.turn == mine; });
  shared.turn = 1 - mine;
  shared.changed.notify_one();
}

}  // namespace

std::optional<Figures> measure_boost() {
  const ipc::mapped_region memory(ipc::anonymous_shared_memory(sizeof(Shared)));
  Shared& shared = *new (memory.get_address()) Shared;
  Figures figures;
  figures[kLockPair] = nanoseconds_of(2'000'000, [&] {
    shared.mutex.lock();
    shared.mutex.unlock();
  });
  figures[kSemaphore] = with_partner(
      [&] {
        shared.there.wait();
        shared.back.post();
      },
      [&] {
        shared.there.post();
        shared.back.wait();
      });
  figures[kCondition] = with_partner([&] { take_turn(shared, 1); }, [&] { take_turn(shared, 0); });
  return figures;
}

}  // namespace ravel::bench
