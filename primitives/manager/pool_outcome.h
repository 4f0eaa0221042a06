// What came of a task of a manager's pool, as it travels from the server to who wants to know.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "primitives/jobs.h"
#include "primitives/task.h"
#include "primitives/task_errors.h"

namespace ravel::manager {

struct PoolOutcome {
  enum class End : std::uint8_t { Replied, WorkerDied, Broken };

  End end = End::Replied;
  ravel::Reply reply;  ///< unless it replied: a message only

  /// Of a task that nobody replied to.
  static PoolOutcome of(const std::exception_ptr& error) {
    try {
      std::rethrow_exception(error);
    } catch (const WorkerDied& died) {
      return {End::WorkerDied, {.failed = true, .result = {}, .type = {}, .message = died.what()}};
    } catch (const std::exception& other) {
      return {End::Broken, {.failed = true, .result = {}, .type = {}, .message = other.what()}};
    }
  }

  /// Throws TaskError, WorkerDied or BrokenPool.
  template <class T>
  T value(os::Os& os) const {
    if (end == End::WorkerDied) throw WorkerDied(reply.message);
    if (end == End::Broken) throw BrokenPool(reply.message);
    return value_of<T>(os, reply);
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(end, reply);
  }
};

}  // namespace ravel::manager
