// The workers of a pool or an executor: processes that perform tasks, each kept by a thread of
// their creator.
//
// A keeper takes a task from the queue, sends it to its worker through a connection that nobody
// else has, and waits for the reply. So a worker that is killed, wherever, leaves no lock taken and
// no half-written message to others: its keeper finds the end of the stream. No keeper waits for
// another one, or for whoever submits.
#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "primitives/connection.h"
#include "primitives/lock.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"
#include "primitives/pipe.h"
#include "primitives/process.h"
#include "primitives/task.h"
#include "primitives/thread.h"

namespace ravel {

/// A task, and who is told what came of it.
class Job {
 public:
  explicit Job(Task task) : task_(std::move(task)) {}
  virtual ~Job() = default;

  const Task& task() const noexcept { return task_; }

  /// False: it was cancelled.
  virtual bool begin() = 0;
  virtual void cancel() = 0;
  virtual void finish(const Reply& reply) = 0;
  virtual void fail(std::exception_ptr error) = 0;

 private:
  Task task_;
};

/// Makes a worker at the other end of a connection; it is not started yet.
using WorkerMaker = std::function<Process(Connection)>;

struct CrewPlan {
  std::size_t workers = 1;
  std::optional<std::size_t> tasks_per_worker;  ///< after so many a worker is replaced
  bool replaces_dead = true;                    ///< else the first worker that dies breaks the crew
  bool introduces = false;  ///< a new worker first sends a Reply: whether it could begin
  WorkerMaker make_worker;
};

/// Shared by its owner and its keepers.
class Crew : public std::enable_shared_from_this<Crew> {
 public:
  /// Starts all workers; those that were started end again if one cannot be.
  static std::shared_ptr<Crew> start(os::Os& os, CrewPlan plan);
  Crew(os::Os& os, CrewPlan plan);

  /// Throws BrokenPool after a break, std::logic_error after `close`.
  void submit(const std::vector<std::shared_ptr<Job>>& jobs);

  /// Nothing is submitted any more; what is queued is done.
  void close();

  /// Cancels what no keeper has begun. A keeper passes over it.
  void cancel_queued();

  /// Nothing more is done: workers are ended, jobs that are not finished fail with `why`.
  void terminate(std::exception_ptr why);

  /// Waits for the workers and their keepers. Throws std::logic_error before the two above.
  void join(os::Where where);

  /// For the end of the owner, who submits nothing any more: as `close` and `terminate` do.
  void finish_unseen() noexcept;
  void stop_unseen() noexcept;

  os::Os& os() const noexcept { return os_; }
  std::size_t workers() const noexcept { return plan_.workers; }

  /// Guards the queue and the states of its results.
  const Lock& lock() const noexcept { return lock_; }

 private:
  struct Worker {
    Process process;
    Connection channel;
    std::size_t tasks = 0;
  };
  enum class Answer : std::uint8_t { Reply, Death, Stop };

  Worker hire();
  void keep(Worker worker);
  void keep_at_work(Worker& worker);
  bool introduce(Worker& worker);
  bool work(Worker& worker, Job& job);
  bool replace(Worker& worker);
  Answer ask(Worker& worker, const Task& task, Reply& reply);
  Answer await(Worker& worker, Reply& reply);
  void dismiss(Worker& worker);
  std::shared_ptr<Job> next();
  std::exception_ptr failure();
  std::deque<std::shared_ptr<Job>> take_queued();
  void fail_queued();

  os::Os& os_;
  CrewPlan plan_;
  Lock lock_;
  Permits wanted_;  ///< as many as tasks are queued; more when keepers are to end
  Pipe stop_;       ///< closed: nothing more is done
  std::deque<std::shared_ptr<Job>> queue_;
  std::vector<Thread> keepers_;
  bool closed_ = false;
  std::exception_ptr failure_;  ///< why nothing more is done
};

}  // namespace ravel
