// Queues of a manager, joinable ones among them.
#include <cereal/types/vector.hpp>
#include <deque>

#include "primitives/manager/served.h"
#include "primitives/queue.h"

namespace ravel::manager {
namespace {

using Result = std::optional<std::string>;

class ServedQueue final : public ServedMethods<ServedQueue> {
 public:
  explicit ServedQueue(std::int64_t maxsize) : maxsize_(maxsize) {}

  static const std::array<Entry, 6>& methods() {
    static constexpr std::array<Entry, 6> kMethods = {{{"put", &ServedQueue::put},
                                                       {"get", &ServedQueue::get},
                                                       {"qsize", &ServedQueue::qsize},
                                                       {"full", &ServedQueue::full},
                                                       {"task_done", &ServedQueue::task_done},
                                                       {"join", &ServedQueue::join}}};
    return kMethods;
  }

 private:
  bool is_full() const {
    return maxsize_ > 0 && items_.size() >= static_cast<std::uint64_t>(maxsize_);
  }

  Result put(Call& call, ArgumentReader& arguments) {
    if (is_full()) {
      if (call.expired) throw Full("put: the queue is full");
      return {};
    }
    items_.push_back(next<std::string>(arguments));
    ++unfinished_;
    return packed();
  }
  Result get(Call& call, ArgumentReader&) {
    if (items_.empty()) {
      if (call.expired) throw Empty("get: the queue is empty");
      return {};
    }
    const std::string item = std::move(items_.front());
    items_.pop_front();
    return packed(item);
  }
  Result qsize(Call&, ArgumentReader&) { return packed(std::uint64_t{items_.size()}); }
  Result full(Call&, ArgumentReader&) { return packed(is_full()); }
  Result task_done(Call&, ArgumentReader&) {
    if (unfinished_ == 0)
      throw std::invalid_argument("task_done: it was called more often than items were put");
    --unfinished_;
    return packed();
  }
  Result join(Call& call, ArgumentReader&) {
    if (unfinished_ == 0) return packed(true);
    return call.expired ? Result(packed(false)) : std::nullopt;
  }

  std::int64_t maxsize_;
  std::deque<std::string> items_;
  std::uint64_t unfinished_ = 0;
};

}  // namespace

std::unique_ptr<Served> make_queue(std::string_view method, ArgumentReader& arguments) {
  if (method == "queue") return std::make_unique<ServedQueue>(next<std::int64_t>(arguments));
  return nullptr;
}

std::unique_ptr<Served> make_served(std::string_view method, ArgumentReader& arguments) {
  for (const auto make : {make_container, make_synchronization, make_queue})
    if (auto made = make(method, arguments)) return made;
  throw RemoteError("a manager makes no '" + std::string(method) + "'");
}

}  // namespace ravel::manager
