#include "checker/minimize/linearize.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "checker/minimize/walk.h"

namespace ravel::minimize {
namespace {

/// So many walks the greedy search follows at once.
constexpr std::size_t kBeamWidth = 16;

struct Node {
  Walk walk;
  std::size_t parent = 0;
  std::vector<std::uint32_t> steps;  // from the parent to here
};

/// Where a walk is: what has been done, and by whom last.
using Place = std::pair<Counts, std::size_t>;

Place place_of(const Walk& walk) {
  return {walk.done(), walk.last()};
}

std::size_t estimate(const Walk& walk) {
  return walk.switches() + walk.switches_left();
}

class Search {
 public:
  explicit Search(const Order& order) : order_(order) {
    Walk start(order);
    std::vector<std::uint32_t> steps = start.cut();
    nodes_.push_back({std::move(start), 0, std::move(steps)});
  }

  /// The best one, unless more than `cuts_max` nodes would have to be looked at.
  std::optional<std::size_t> exact(std::size_t cuts_max) {
    add(0);
    for (std::size_t looked_at = 0; !open_.empty(); ++looked_at) {
      const std::size_t node = std::get<2>(open_.top());
      open_.pop();
      if (nodes_[node].walk.complete()) return node;
      if (looked_at == cuts_max) return {};
      expand(node, [this](std::size_t child) { add(child); });
    }
    return {};
  }

  /// The best one among those that look good at each point.
  std::optional<std::size_t> greedy() {
    std::vector<std::size_t> level{0};
    std::optional<std::size_t> best;
    while (!level.empty()) {
      std::vector<std::size_t> further;
      for (const std::size_t node : level) {
        if (!nodes_[node].walk.complete())
          expand(node, [&](std::size_t child) { further.push_back(child); });
        else if (!best || nodes_[node].walk.switches() < nodes_[*best].walk.switches())
          best = node;
      }
      level = best_of(std::move(further));
    }
    return best;
  }

  Linearization path_to(std::size_t node, bool exact) const {
    Linearization path{{}, nodes_[node].walk.switches(), exact};
    std::vector<std::size_t> way{node};
    while (way.back() != 0) way.push_back(nodes_[way.back()].parent);
    for (std::size_t i = way.size(); i-- > 0;) {
      const std::vector<std::uint32_t>& steps = nodes_[way[i]].steps;
      path.steps.insert(path.steps.end(), steps.begin(), steps.end());
    }
    return path;
  }

 private:
  template <class Visit>
  void expand(std::size_t node, Visit visit) {
    for (std::size_t process = 0; process < order_.processes(); ++process) {
      if (!nodes_[node].walk.can_go(process)) continue;
      Walk walk = nodes_[node].walk;
      if (walk.go(process)) walk.run(process);
      std::vector<std::uint32_t> steps = walk.cut();
      nodes_.push_back({std::move(walk), node, std::move(steps)});
      visit(nodes_.size() - 1);
    }
  }

  // Few switches first; of those the one that has come furthest, and then the first that was found.
  void add(std::size_t node) {
    const Walk& walk = nodes_[node].walk;
    const auto [found, is_new] = best_.try_emplace(place_of(walk), walk.switches());
    if (!is_new && found->second <= walk.switches()) return;
    found->second = walk.switches();
    open_.push({estimate(walk), order_.size() - walk.taken(), node});
  }

  std::vector<std::size_t> best_of(std::vector<std::size_t> level) const {
    const auto rank = [this](std::size_t node) {
      const Walk& walk = nodes_[node].walk;
      return std::tuple(estimate(walk), order_.size() - walk.taken(), node);
    };
    std::sort(level.begin(), level.end(),
              [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    std::vector<std::size_t> kept;
    std::map<Place, bool> places;
    for (const std::size_t node : level)
      if (kept.size() < kBeamWidth && places.emplace(place_of(nodes_[node].walk), true).second)
        kept.push_back(node);
    return kept;
  }

  const Order& order_;
  std::vector<Node> nodes_;
  std::map<Place, std::size_t> best_;  // switches up to there
  using Entry = std::tuple<std::size_t, std::size_t, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open_;
};

}  // namespace

Linearization linearize(const Order& order, std::size_t cuts_max) {
  if (order.size() == 0) return {{}, 0, true};
  {
    Search search(order);
    if (const auto node = search.exact(cuts_max)) return search.path_to(*node, true);
  }
  Search search(order);
  const auto node = search.greedy();
  return node ? search.path_to(*node, false) : Linearization{};
}

}  // namespace ravel::minimize
