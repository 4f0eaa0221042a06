// Delay bounding: deviations from a deterministic scheduler, enumerated by their number (Emmi,
// Qadeer, Rakamaric: Delay-bounded scheduling, POPL 2011).
//
// The scheduler lets the process that went last go on; when that cannot, the next one by number
// that can, and after the last process the first again. A delay passes over the process whose turn
// it is. Data choices and the two ends of a timed wait are no delays: all of them are explored.
#include "checker/strategies/bounded_search.h"

namespace ravel {
namespace {

class DelayBounded final : public BoundedSearch {
 public:
  explicit DelayBounded(std::optional<std::uint32_t> bound) : BoundedSearch(bound, "delay") {}

 private:
  // Whose turn it is after the delays that the path has here, and how it goes on.
  std::size_t turn(const sim::Choices& choices) override {
    const std::size_t count = choices.enabled().size();
    const std::size_t delays = count > 1 ? decide(count, {1, true}) : 0;
    const std::size_t rank = (choices.enabled().rank(choices.last()) + delays) % count;
    const auto process = static_cast<sim::ProcessId>(choices.enabled().nth(rank));
    const std::size_t ways = choices.ways(process);
    return choices.index_of(process) + (ways > 1 ? decide(ways, {ways, false}) : 0);
  }
};

}  // namespace

std::unique_ptr<ChoosingStrategy> delay_bounded(std::optional<std::uint32_t> bound) {
  return std::make_unique<DelayBounded>(bound);
}

}  // namespace ravel
