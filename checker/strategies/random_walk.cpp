// The uniform random walk over choices.
#include "checker/strategy.h"
#include "sim/random.h"

namespace ravel {
namespace {

class RandomWalk final : public ChoosingStrategy {
 public:
  explicit RandomWalk(std::uint64_t seed) : random_(seed) {}

  std::size_t choose(const sim::Choices& choices) override {
    return random_.below(static_cast<std::uint32_t>(choices.count()));
  }

  bool next() override { return true; }

 private:
  sim::Random random_;
};

}  // namespace

std::unique_ptr<ChoosingStrategy> random_walk(std::uint64_t seed) {
  return std::make_unique<RandomWalk>(seed);
}

}  // namespace ravel
