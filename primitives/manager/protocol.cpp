// How exceptions cross over.
#include "primitives/manager/protocol.h"

#include "primitives/barrier.h"
#include "primitives/errors.h"
#include "primitives/queue.h"
#include "primitives/task_errors.h"

namespace ravel::manager {

// What is derived comes before what it is derived from.
Reply failure_reply() {
  try {
    throw;
  } catch (const KeyError& error) {
    return {Failure::Key, error.what()};
  } catch (const std::out_of_range& error) {
    return {Failure::Range, error.what()};
  } catch (const OverRelease& error) {
    return {Failure::OverRelease, error.what()};
  } catch (const std::invalid_argument& error) {
    return {Failure::Value, error.what()};
  } catch (const NotHeld& error) {
    return {Failure::NotHeld, error.what()};
  } catch (const BrokenBarrier& error) {
    return {Failure::BrokenBarrier, error.what()};
  } catch (const Full& error) {
    return {Failure::Full, error.what()};
  } catch (const Empty& error) {
    return {Failure::Empty, error.what()};
  } catch (const BrokenPool& error) {
    return {Failure::BrokenPool, error.what()};
  } catch (const std::logic_error& error) {
    return {Failure::State, error.what()};
  } catch (const std::exception& error) {
    return {Failure::Other, error.what()};
  }
}

void throw_failure(const Reply& reply) {
  switch (reply.failure) {
    case Failure::None:
      return;
    case Failure::Key:
      throw KeyError(reply.result);
    case Failure::Range:
      throw std::out_of_range(reply.result);
    case Failure::Value:
      throw std::invalid_argument(reply.result);
    case Failure::OverRelease:
      throw OverRelease(reply.result);
    case Failure::NotHeld:
      throw NotHeld(reply.result);
    case Failure::BrokenBarrier:
      throw BrokenBarrier(reply.result);
    case Failure::Full:
      throw Full(reply.result);
    case Failure::Empty:
      throw Empty(reply.result);
    case Failure::BrokenPool:
      throw BrokenPool(reply.result);
    case Failure::State:
      throw std::logic_error(reply.result);
    case Failure::Other:
      break;
  }
  throw RemoteError(reply.result);
}

}  // namespace ravel::manager
