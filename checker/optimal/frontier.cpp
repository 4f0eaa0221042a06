#include "checker/optimal/frontier.h"

#include <algorithm>
#include <utility>

namespace ravel::optimal {

namespace {

// For children that a stem may get later.
constexpr double kReserve = 0.1;

double hand_down(Stem& stem, std::size_t children) {
  const double part = stem.share / (static_cast<double>(children) + kReserve);
  stem.share -= part;
  return part;
}

}  // namespace

Frontier::Task Frontier::take(const std::vector<Stem*>& way) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  if (listed_.empty() && waiting_ == explorers_) over_ = true;
  if (over_) changed_.notify_all();
  changed_.wait(lock, [this] { return over_ || !listed_.empty(); });
  if (over_) return {};
  --waiting_;
  Stem* const stem = &next_stem(way);
  const std::size_t child = stem->taken++;
  if (stem->taken == stem->children.size()) unlist(*stem);
  const double share = hand_down(*stem, stem->children.size() - child);
  Task task{stem, child, keep_tree(*stem, child, share), stem->asleep};
  for (std::size_t i = 0; i < child; ++i) task.asleep.push_back(stem->children[i].action);
  return task;
}

// The last one on the way, because most of its steps need not be repeated; if there is none there,
// what lies near the root is most likely to keep somebody busy for long.
Stem& Frontier::next_stem(const std::vector<Stem*>& way) {
  const auto is_listed = [](const Stem* stem) { return stem->place != Stem::kUnlisted; };
  const auto own = std::find_if(way.rbegin(), way.rend(), is_listed);
  if (own != way.rend()) return **own;
  return **std::min_element(listed_.begin(), listed_.end(), [](const Stem* one, const Stem* other) {
    return one->depth < other->depth;
  });
}

void Frontier::unlist(Stem& stem) {
  listed_[stem.place] = listed_.back();
  listed_[stem.place]->place = stem.place;
  listed_.pop_back();
  stem.place = Stem::kUnlisted;
}

// Makes stems of the inner nodes of a child's tree, and the first of each one's children taken.
// Returns what is left of its share for the last one.
double Frontier::keep_tree(Stem& stem, std::size_t child, double share) {
  Stem* at = &stem;
  for (;;) {
    Offshoot& offshoot = at->children[child];
    const Branch branch = std::exchange(offshoot.tree, kNone);
    Branch next = trees_[branch].first;
    trees_.release(branch);
    if (next == kNone) return share;
    Stem& below = add_stem();
    below.parent = at;
    below.way = {offshoot.action.process, offshoot.action.outcome};
    below.position = child;
    below.depth = at->depth + 1;
    below.taken = 1;
    for (; next != kNone; next = trees_[next].next)
      below.children.push_back({trees_[next].action, next});
    below.share = share;
    share = hand_down(below, below.children.size());
    offshoot.below = &below;
    at = &below;
    child = 0;
  }
}

void Frontier::abandon() {
  const std::lock_guard lock(mutex_);
  over_ = true;
  changed_.notify_all();
}

void Frontier::list(Stem& stem) {
  if (stem.place != Stem::kUnlisted || !stem.reached || stem.taken == stem.children.size()) return;
  stem.place = listed_.size();
  listed_.push_back(&stem);
  changed_.notify_one();
}

}  // namespace ravel::optimal
