// The pool of a manager: its tasks are performed by workers of the server, and calls wait for their
// outcomes.
#include <cereal/types/vector.hpp>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include "primitives/crew.h"
#include "primitives/current_process.h"
#include "primitives/manager/pool_outcome.h"
#include "primitives/manager/served.h"
#include "primitives/worker.h"

namespace ravel::manager {
namespace {

using Result = std::optional<std::string>;
using Ticket = std::uint64_t;

/// What the keepers of the crew bring, and calls take: by the numbers of the tasks.
struct Outcomes {
  explicit Outcomes(os::Os& os) : lock(os) {}

  Lock lock;
  std::map<Ticket, PoolOutcome> arrived;
  std::uint64_t arrivals = 0;  ///< also of those that were taken
};

class TicketJob final : public Job {
 public:
  TicketJob(Task task, Ticket ticket, std::shared_ptr<Outcomes> outcomes,
            std::function<void()> wake)
      : Job(std::move(task)),
        ticket_(ticket),
        outcomes_(std::move(outcomes)),
        wake_(std::move(wake)) {}

  bool begin() override { return true; }
  void cancel() override {}
  void finish(const ravel::Reply& reply) override { bring({PoolOutcome::End::Replied, reply}); }
  void fail(std::exception_ptr error) override { bring(PoolOutcome::of(error)); }

 private:
  void bring(PoolOutcome outcome) {
    {
      const auto guard = outcomes_->lock.hold();
      outcomes_->arrived.emplace(ticket_, std::move(outcome));
      ++outcomes_->arrivals;
    }
    wake_();
  }

  Ticket ticket_;
  std::shared_ptr<Outcomes> outcomes_;
  std::function<void()> wake_;
};

class ServedPool final : public ServedMethods<ServedPool> {
 public:
  ServedPool(os::Os& os, std::size_t processes, std::function<void()> wake)
      : outcomes_(std::make_shared<Outcomes>(os)), wake_(std::move(wake)) {
    crew_ = Crew::start(os, {.workers = processes,
                             .tasks_per_worker = std::nullopt,
                             .replaces_dead = true,
                             .introduces = false,
                             .make_worker = plain_workers(os)});
  }
  void stop() override { crew_->stop_unseen(); }

  static const std::array<Entry, 7>& methods() {
    static constexpr std::array<Entry, 7> kMethods = {{{"apply", &ServedPool::apply},
                                                       {"submit", &ServedPool::submit},
                                                       {"ready", &ServedPool::ready},
                                                       {"take", &ServedPool::take},
                                                       {"close", &ServedPool::close},
                                                       {"terminate", &ServedPool::terminate},
                                                       {"join", &ServedPool::join}}};
    return kMethods;
  }

 private:
  Ticket begin(std::vector<Task> tasks) {
    const Ticket first = next_ticket_;
    std::vector<std::shared_ptr<Job>> jobs;
    for (Task& task : tasks)
      jobs.push_back(
          std::make_shared<TicketJob>(std::move(task), next_ticket_++, outcomes_, wake_));
    crew_->submit(jobs);
    return first;
  }

  bool all_there(Ticket first, std::uint64_t count) const {
    const auto guard = outcomes_->lock.hold();
    const auto begin = outcomes_->arrived.lower_bound(first);
    const auto end = outcomes_->arrived.lower_bound(first + count);
    return static_cast<std::uint64_t>(std::distance(begin, end)) == count;
  }
  std::vector<PoolOutcome> taken(Ticket first, std::uint64_t count) {
    const auto guard = outcomes_->lock.hold();
    std::vector<PoolOutcome> all;
    for (Ticket ticket = first; ticket < first + count; ++ticket)
      all.push_back(std::move(outcomes_->arrived.extract(ticket).mapped()));
    return all;
  }

  Result apply(Call& call, ArgumentReader& arguments) {
    auto tasks = next<std::vector<Task>>(arguments);
    const std::uint64_t count = tasks.size();
    if (call.stage++ == 0) call.note = begin(std::move(tasks));
    if (!all_there(call.note, count)) return {};
    return packed(taken(call.note, count));
  }
  Result submit(Call&, ArgumentReader& arguments) {
    return packed(begin(next<std::vector<Task>>(arguments)));
  }
  Result ready(Call& call, ArgumentReader& arguments) {
    const auto first = next<Ticket>(arguments);
    if (all_there(first, next<std::uint64_t>(arguments))) return packed(true);
    return call.expired ? Result(packed(false)) : std::nullopt;
  }
  Result take(Call&, ArgumentReader& arguments) {
    const auto first = next<Ticket>(arguments);
    const auto count = next<std::uint64_t>(arguments);
    if (!all_there(first, count)) throw RemoteError("these results were taken, or never submitted");
    return packed(taken(first, count));
  }
  Result close(Call&, ArgumentReader&) {
    closed_ = true;
    crew_->close();
    return packed();
  }
  Result terminate(Call&, ArgumentReader&) {
    closed_ = true;
    crew_->terminate(std::make_exception_ptr(BrokenPool("the pool was terminated")));
    return packed();
  }

  // All tasks: the workers end by themselves.
  Result join(Call&, ArgumentReader&) {
    if (!closed_) throw std::logic_error("join() of a pool that runs: close() or terminate() it");
    const auto guard = outcomes_->lock.hold();
    return outcomes_->arrivals == next_ticket_ ? Result(packed()) : std::nullopt;
  }

  std::shared_ptr<Outcomes> outcomes_;
  std::function<void()> wake_;
  std::shared_ptr<Crew> crew_;
  bool closed_ = false;
  Ticket next_ticket_ = 0;
};

}  // namespace

std::unique_ptr<Served> make_pool(os::Os& os, std::uint64_t processes, std::function<void()> wake) {
  return std::make_unique<ServedPool>(os, processes == 0 ? cpu_count(os) : processes,
                                      std::move(wake));
}

}  // namespace ravel::manager
