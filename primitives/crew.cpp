// Keepers and their workers.
#include "primitives/crew.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "primitives/task_errors.h"
#include "primitives/wait.h"

namespace ravel {

Crew::Crew(os::Os& os, CrewPlan plan)
    : os_(os),
      plan_(std::move(plan)),
      lock_(os),
      wanted_(os, 0, kPermitsMax, os::Where::here()),
      stop_(os, Pipe::Kind::OneWay) {}

std::shared_ptr<Crew> Crew::start(os::Os& os, CrewPlan plan) {
  auto crew = std::make_shared<Crew>(os, std::move(plan));
  std::vector<Worker> workers;
  for (std::size_t i = 0; i < crew->workers(); ++i) workers.push_back(crew->hire());
  try {
    for (const Worker& worker : workers) {
      crew->keepers_.emplace_back(os, ThreadOptions{.name = {}, .daemon = false},
                                  [crew, worker] { crew->keep(worker); });
      crew->keepers_.back().start();
    }
  } catch (const std::exception&) {
    crew->stop_unseen();
    throw;
  }
  return crew;
}

Crew::Worker Crew::hire() {
  Pipe pipe(os_);
  Process process = plan_.make_worker(pipe.second);
  process.start();
  // The worker's end is the worker's alone from here on.
  pipe.second.close();
  return {std::move(process), std::move(pipe.first)};
}

void Crew::submit(const std::vector<std::shared_ptr<Job>>& jobs) {
  {
    const auto guard = lock_.hold();
    if (failure_) std::rethrow_exception(failure_);
    if (closed_) throw std::logic_error("the pool is closed: nothing can be submitted any more");
    queue_.insert(queue_.end(), jobs.begin(), jobs.end());
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) wanted_.give(os::Where::here());
}

void Crew::close() {
  {
    const auto guard = lock_.hold();
    if (std::exchange(closed_, true)) return;
  }
  finish_unseen();
}

void Crew::terminate(std::exception_ptr why) {
  {
    const auto guard = lock_.hold();
    closed_ = true;
    if (!failure_) failure_ = std::move(why);
  }
  stop_unseen();
}

// A keeper that finds a permit and no task ends.
void Crew::finish_unseen() noexcept {
  for (std::size_t i = 0; i < plan_.workers; ++i) wanted_.give(os::Where::here());
}

void Crew::stop_unseen() noexcept {
  stop_.second.close();
  finish_unseen();
}

void Crew::join(os::Where where) {
  {
    const auto guard = lock_.hold();
    if (!closed_) throw std::logic_error("join() of a pool that runs: close() or terminate() it");
  }
  for (Thread& keeper : keepers_) keeper.join(os::kForever, where);
}

std::shared_ptr<Job> Crew::next() {
  for (;;) {
    wanted_.take(os::kForever, os::Where::here());
    std::shared_ptr<Job> job;
    {
      const auto guard = lock_.hold();
      if (queue_.empty() || failure_) return nullptr;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    if (job->begin()) return job;
  }
}

void Crew::keep(Worker worker) {
  try {
    keep_at_work(worker);
  } catch (const std::exception&) {
    terminate(std::current_exception());
  }
  dismiss(worker);
  // Whoever closes the crew leaves nothing in the queue; whoever stops it does.
  fail_queued();
}

void Crew::keep_at_work(Worker& worker) {
  if (!introduce(worker)) return;
  while (const std::shared_ptr<Job> job = next()) {
    try {
      if (!work(worker, *job)) return;
    } catch (const std::exception&) {
      job->fail(std::current_exception());
      throw;
    }
    if (worker.tasks != plan_.tasks_per_worker) continue;
    dismiss(worker);
    if (!replace(worker)) return;
  }
}

// False: the keeper has nothing more to do.
bool Crew::introduce(Worker& worker) {
  if (!plan_.introduces) return true;
  Reply reply;
  const Answer answer = await(worker, reply);
  if (answer == Answer::Reply && !reply.failed) return true;
  const std::string why =
      answer == Answer::Reply ? reply.type + ": " + reply.message : "the worker has ended";
  if (answer != Answer::Stop)
    terminate(std::make_exception_ptr(BrokenPool("the initializer of a worker failed: " + why)));
  return false;
}

bool Crew::replace(Worker& worker) {
  worker = hire();
  return introduce(worker);
}

bool Crew::work(Worker& worker, Job& job) {
  Reply reply;
  switch (ask(worker, job.task(), reply)) {
    case Answer::Reply:
      ++worker.tasks;
      job.finish(reply);
      return true;
    case Answer::Stop: {
      const std::exception_ptr why = failure();
      job.fail(why ? why : std::make_exception_ptr(BrokenPool("the pool is gone")));
      return false;
    }
    case Answer::Death:
      break;
  }
  worker.channel.close();
  worker.process.join();
  const std::string text = worker.process.name() + " ended with exit code " +
                           std::to_string(*worker.process.exitcode()) + " while it had a task";
  const std::exception_ptr why = std::make_exception_ptr(WorkerDied(text));
  if (!plan_.replaces_dead) terminate(why);
  job.fail(why);
  return plan_.replaces_dead && replace(worker);
}

Crew::Answer Crew::ask(Worker& worker, const Task& task, Reply& reply) {
  try {
    worker.channel.send(task);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::broken_pipe) throw;
    return Answer::Death;
  }
  return await(worker, reply);
}

Crew::Answer Crew::await(Worker& worker, Reply& reply) {
  if (wait(os_, {stop_.first, worker.channel}).front() == 0) return Answer::Stop;
  try {
    reply = worker.channel.recv<Reply>();
  } catch (const EndOfStream&) {
    return Answer::Death;
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::bad_message && error.code() != std::errc::connection_reset)
      throw;
    return Answer::Death;
  }
  return Answer::Reply;
}

// A worker that waits for tasks ends when there can be none. One that has a task ends at once.
void Crew::dismiss(Worker& worker) {
  if (worker.channel.closed()) return;
  if (!wait(os_, {stop_.first}, std::chrono::nanoseconds(0)).empty()) worker.process.terminate();
  worker.channel.close();
  worker.process.join();
}

std::exception_ptr Crew::failure() {
  const auto guard = lock_.hold();
  return failure_;
}

std::deque<std::shared_ptr<Job>> Crew::take_queued() {
  const auto guard = lock_.hold();
  return std::exchange(queue_, {});
}

void Crew::cancel_queued() {
  for (const std::shared_ptr<Job>& job : take_queued()) job->cancel();
}

void Crew::fail_queued() {
  const std::exception_ptr known = failure();
  const std::exception_ptr why =
      known ? known : std::make_exception_ptr(BrokenPool("the pool is gone"));
  for (const std::shared_ptr<Job>& job : take_queued())
    if (job->begin()) job->fail(why);
}

}  // namespace ravel
