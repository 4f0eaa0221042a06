// A process that keeps objects for others, which use them through proxies: Python's Manager.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "primitives/connection.h"
#include "primitives/manager/dict_proxies.h"
#include "primitives/manager/list_proxies.h"
#include "primitives/manager/lock_proxies.h"
#include "primitives/manager/pool_proxy.h"
#include "primitives/manager/queue_proxies.h"
#include "primitives/manager/server.h"
#include "primitives/os/os.h"
#include "primitives/pipe.h"
#include "primitives/process.h"

namespace ravel {

struct ManagerOptions {
  std::optional<std::string> address = {};  ///< nothing: a local one of its own
  std::optional<std::string> key = {};      ///< nothing: a random one
};

/// The server is a child of the process that makes the Manager. It ends at `shutdown`, with the
/// Manager, or with that process, also if it is killed; its objects live as long. Proxies can be
/// given to anybody. Each client has a thread of the server. The calls of an object are performed
/// one after the other, so that each is atomic; one that waits hinders nobody. Whoever is killed
/// before his call could be performed is forgotten, and gets nothing that others could have.
///
/// Only who has the manager's key is served. Nobody who connects and says nothing, or half of what
/// he has to say, or does not read what he has asked for, hinders the others.
class Manager {
 public:
  using Where = os::Where;

  /// Starts the server, which listens at `address` (as Listener has it), by default at a local one
  /// of its own, with `key`, by default a random one. Throws as Listener and Process do.
  explicit Manager(os::Os& os, std::optional<std::string> address = std::nullopt,
                   std::optional<std::string> key = std::nullopt, Where where = Where::here());

  /// The same, but the server first calls `initializer` with copies of `arguments`, which are as a
  /// Process has them. Waits until it has returned; throws std::runtime_error if it has not.
  template <class... Parameters, class... Arguments>
  Manager(os::Os& os, ManagerOptions options, void (*initializer)(os::Os&, Parameters...),
          Arguments&&... arguments)
      : Manager(os, std::move(options), Where::here(), Pipe::Kind::Duplex, [&](auto... given) {
          const auto number = os.number_of(reinterpret_cast<os::Function>(initializer));
          return Process(os, ProcessName{"Manager"}, manager::run_server<Parameters...>,
                         std::move(given)..., number, std::forward<Arguments>(arguments)...);
        }) {
    await_initializer();
  }

  Manager(Manager&&) noexcept = default;
  Manager& operator=(Manager&&) noexcept = default;

  template <class T>
  ListProxy<T> list(const std::vector<T>& items = {}, Where where = Where::here()) {
    return make<ListProxy<T>>(where, "list", ListProxy<T>::each_packed(items));
  }
  template <class Key, class T>
  DictProxy<Key, T> dict(Where where = Where::here()) {
    return make<DictProxy<Key, T>>(where, "dict");
  }
  NamespaceProxy Namespace(Where where = Where::here()) {
    return make<NamespaceProxy>(where, "dict");
  }
  template <class T>
  ValueProxy<T> value(const T& initial = {}, Where where = Where::here()) {
    return make<ValueProxy<T>>(where, "list", std::vector{manager::packed(initial)});
  }
  template <class T>
  ArrayProxy<T> array(const std::vector<T>& items, Where where = Where::here()) {
    return make<ArrayProxy<T>>(where, "list", ListProxy<T>::each_packed(items));
  }

  LockProxy lock(Where where = Where::here());
  RLockProxy rlock(Where where = Where::here());
  /// Both throw std::invalid_argument for less than 0 (bounded: 1) permits.
  SemaphoreProxy semaphore(std::int64_t permits = 1, Where where = Where::here());
  SemaphoreProxy bounded_semaphore(std::int64_t permits = 1, Where where = Where::here());
  ConditionProxy condition(Where where = Where::here());
  EventProxy event(Where where = Where::here());
  /// Throws std::invalid_argument for less than 1.
  BarrierProxy barrier(int parties, Where where = Where::here());

  /// A bound of 0 or less: none.
  template <class T>
  QueueProxy<T> queue(std::int64_t maxsize = 0, Where where = Where::here()) {
    return make<QueueProxy<T>>(where, "queue", maxsize);
  }
  template <class T>
  JoinableQueueProxy<T> joinable_queue(std::int64_t maxsize = 0, Where where = Where::here()) {
    return make<JoinableQueueProxy<T>>(where, "queue", maxsize);
  }

  /// Workers of the server's: as many as `processes`, or as there are processors.
  PoolProxy pool(std::optional<std::size_t> processes = std::nullopt, Where where = Where::here());

  /// Where the server listens.
  const std::string& address() const noexcept { return link_->address(); }

  /// Ends the server and waits until it has ended; then proxies throw std::system_error. Once more
  /// is harmless.
  void shutdown(Where where = Where::here());

 private:
  /// Of the listener, the server's end of a pipe to the owner, and the key.
  using ServerMaker = std::function<Process(Listener, Connection, std::string)>;
  Manager(os::Os& os, ManagerOptions options, Where where, Pipe::Kind to_owner,
          const ServerMaker& make_server);
  void await_initializer();

  template <class Made, class... Arguments>
  Made make(Where where, std::string method, const Arguments&... arguments) {
    const std::string object = link_->call({.object = manager::kFactory,
                                            .method = std::move(method),
                                            .arguments = manager::packed(arguments...),
                                            .caller = {},
                                            .timed = false,
                                            .timeout_ns = 0},
                                           os::kForever, where);
    return Made(link_, manager::unpacked<manager::ObjectId>(link_->os(), object));
  }

  std::shared_ptr<manager::Link> link_;
  Connection owner_;  ///< closing it ends the server
  std::optional<Process> server_;
};

}  // namespace ravel
