// An object of a manager as the threads of the server see it: its lock, and the calls that wait.
#pragma once

#include <list>
#include <memory>
#include <optional>

#include "primitives/connection.h"
#include "primitives/lock.h"
#include "primitives/manager/served.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"

namespace ravel::manager {

/// What proxies refer to. Its calls are performed one after the other, by the threads of those who
/// make them; those of other objects meanwhile.
class Referent {
 public:
  explicit Referent(os::Os& os) : os_(os), lock_(os) {}

  /// Before anything else.
  void keep(std::unique_ptr<Served> served) { served_ = std::move(served); }

  /// Performs the call that came from `client`; blocks as long as the call has to wait. Nothing if
  /// he has gone before it was performed: somebody who is killed gets nothing that others could
  /// have. One who is killed while he waits is forgotten at the next call of anybody.
  std::optional<Reply> call(Request request, const Connection& client);

  /// Something has happened that calls may wait for.
  void attempt_waiting();

  /// The server ends.
  void stop();

 private:
  struct Waiting {
    Call call;
    const Connection& client;
    std::optional<Permits> gate = {};  ///< one permit when its thread is to go on
    std::optional<Reply> reply = {};
  };

  bool begin(Waiting& waiting);
  void expire(Waiting& waiting);
  void forget_who_has_gone();
  bool attempt(Waiting& waiting);
  void attempt_all();
  void let_go(std::list<Waiting*>::iterator waiting);

  os::Os& os_;
  Lock lock_;
  std::unique_ptr<Served> served_;
  std::list<Waiting*> waiting_;  ///< those who wait longest first
};

}  // namespace ravel::manager
