// The jobs of pools and executors: how a reply becomes a result.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "primitives/crew.h"
#include "primitives/pending.h"
#include "primitives/task.h"
#include "primitives/task_errors.h"

namespace ravel {

/// What a reply says, or throws TaskError, or std::runtime_error if it cannot be decoded.
template <class T>
T value_of(os::Os& os, const Reply& reply) {
  if (reply.failed) throw TaskError(reply.type, reply.message);
  return decode_message<T>(os, std::as_bytes(std::span(reply.result)));
}

/// One task, one result.
template <class Result>
class SingleJob final : public Job {
 public:
  SingleJob(Task task, std::shared_ptr<PendingResult<Result>> result)
      : Job(std::move(task)), result_(std::move(result)) {}

  bool begin() override { return result_->begin(); }
  void cancel() override { result_->cancel(); }
  void fail(std::exception_ptr error) override { result_->fail(std::move(error)); }
  void finish(const Reply& reply) override {
    std::optional<Returned<Result>> value;
    try {
      value = value_of<Returned<Result>>(result_->os(), reply);
    } catch (const std::exception&) {
      return fail(std::current_exception());
    }
    result_->succeed(std::move(*value));
  }

 private:
  std::shared_ptr<PendingResult<Result>> result_;
};

/// What chunks of a map have in common: their results, in the order of the items.
template <class Item>
class Chunks {
 public:
  using Items = std::vector<Item>;

  Chunks(std::size_t count, Lock lock, std::shared_ptr<PendingResult<Items>> result)
      : lock_(std::move(lock)), left_(count), parts_(count), result_(std::move(result)) {}

  /// The last one brings the result: all items, or the first failure that came.
  void finish(std::size_t chunk, Items items, std::exception_ptr error) {
    {
      const auto guard = lock_.hold();
      parts_[chunk] = std::move(items);
      if (error && !error_) error_ = std::move(error);
      if (--left_ > 0) return;
    }
    if (error_) return result_->fail(error_);
    Items all;
    for (Items& part : parts_) all.insert(all.end(), part.begin(), part.end());
    result_->succeed(std::move(all));
  }
  PendingResult<Items>& result() noexcept { return *result_; }

 private:
  Lock lock_;
  std::size_t left_;
  std::vector<Items> parts_;
  std::exception_ptr error_;
  std::shared_ptr<PendingResult<Items>> result_;
};

/// One chunk of a map.
template <class Item>
class ChunkJob final : public Job {
 public:
  ChunkJob(Task task, std::shared_ptr<Chunks<Item>> chunks, std::size_t chunk)
      : Job(std::move(task)), chunks_(std::move(chunks)), chunk_(chunk) {}

  bool begin() override { return chunks_->result().begin(); }
  void cancel() override { chunks_->result().cancel(); }
  void fail(std::exception_ptr error) override { chunks_->finish(chunk_, {}, std::move(error)); }
  void finish(const Reply& reply) override {
    std::vector<Item> items;
    try {
      items = value_of<std::vector<Item>>(chunks_->result().os(), reply);
    } catch (const std::exception&) {
      return fail(std::current_exception());
    }
    chunks_->finish(chunk_, std::move(items), {});
  }

 private:
  std::shared_ptr<Chunks<Item>> chunks_;
  std::size_t chunk_;
};

/// Tasks for `items`, `chunk_size` of them each; throws std::invalid_argument if that is 0.
template <class Result, class... Parameters>
std::vector<Task> chunk_tasks(const os::Os& os, TaskFunction<Result, Parameters...> function,
                              const std::vector<std::tuple<Parameters...>>& items,
                              std::size_t chunk_size) {
  if (chunk_size == 0) throw std::invalid_argument("a chunk has at least one item");
  std::vector<Task> tasks;
  for (std::size_t first = 0; first < items.size(); first += chunk_size)
    tasks.push_back(chunk_task<Result, Parameters...>(
        os, function, std::span(items).subspan(first, std::min(chunk_size, items.size() - first))));
  return tasks;
}

/// Items as lists of one argument.
template <class Parameter>
std::vector<std::tuple<Parameter>> as_arguments(const std::vector<Parameter>& items) {
  return {items.begin(), items.end()};
}

}  // namespace ravel
