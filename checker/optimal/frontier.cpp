#include "checker/optimal/frontier.h"

#include <algorithm>
#include <thread>
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

bool is_listed(const Stem& stem) noexcept {
  return stem.place != Stem::kUnlisted;
}

}  // namespace

// Others hold it for less time than it takes to fall asleep.
std::unique_lock<std::mutex> Frontier::lock() {
  constexpr int kTries = 100;
  std::unique_lock lock(mutex_, std::defer_lock);
  for (int i = 0; i < kTries; ++i) {
    if (lock.try_lock()) return lock;
    std::this_thread::yield();
  }
  lock.lock();
  return lock;
}

Frontier::Task Frontier::take(Way& way) {
  std::unique_lock own = lock();
  if (listed_.empty()) way.stems.clear();
  ++waiting_;
  if (listed_.empty() && waiting_ == ways_.size()) over_ = true;
  if (over_) changed_.notify_all();
  changed_.wait(own, [this] { return over_ || !listed_.empty(); });
  if (over_) return {};
  --waiting_;
  Stem* const stem = &next_stem(way);
  const std::size_t child = stem->taken++;
  if (stem->taken == stem->children.size()) unlist(*stem);
  const double share = hand_down(*stem, stem->children.size() - child);
  const Task task{stem, keep_tree(*stem, child, share)};
  way.position = child;
  way.stems.assign(stem->depth + 1, nullptr);
  for (Stem* at = stem; at != nullptr; at = at->parent) way.stems[at->depth] = at;
  while (Stem* const below = way.stems.back()->children[way.position].below) {
    way.stems.push_back(below);
    way.position = 0;
  }
  return task;
}

// The last one on the way, because most of its steps need not be repeated; if there is none there,
// what lies near the root is most likely to keep somebody busy for long.
Stem& Frontier::next_stem(const Way& way) {
  const auto own = std::find_if(way.stems.rbegin(), way.stems.rend(),
                                [](const Stem* stem) { return is_listed(*stem); });
  if (own != way.stems.rend()) return **own;
  return **std::min_element(listed_.begin(), listed_.end(), [](const Stem* one, const Stem* other) {
    return one->depth < other->depth;
  });
}

Stem& Frontier::add_stem(Stem* parent, std::size_t position) {
  Stem* stem = nullptr;
  if (unused_.empty()) {
    stem = &stems_.emplace_back();
  } else {
    stem = unused_.back();
    unused_.pop_back();
    *stem = {};
  }
  if (parent == nullptr) return *stem;
  stem->parent = parent;
  stem->position = position;
  stem->depth = parent->depth + 1;
  parent->children[position].below = stem;
  return *stem;
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
    offshoot.whole = next == kNone;
    if (offshoot.whole) return share;
    Stem& below = add_stem(at, child);
    below.taken = 1;
    for (; next != kNone; next = trees_[next].next)
      below.children.push_back({trees_[next].action, next});
    below.share = share;
    share = hand_down(below, below.children.size());
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
  if (is_listed(stem) || !stem.reached || stem.taken == stem.children.size()) return;
  stem.place = listed_.size();
  listed_.push_back(&stem);
  for (Stem* at = &stem; at != nullptr; at = at->parent) ++at->open;
  changed_.notify_one();
}

void Frontier::unlist(Stem& stem) {
  listed_[stem.place] = listed_.back();
  listed_[stem.place]->place = stem.place;
  listed_.pop_back();
  stem.place = Stem::kUnlisted;
  for (Stem* at = &stem; at != nullptr; at = at->parent) --at->open;
}

// Nobody is below it, nothing is left there, and whoever is where sequences for it could be found
// would find no way into it.
bool Frontier::is_left_alone(const Way& way) const {
  const Stem* stem = way.stems.back();
  if (stem->open > (is_listed(*stem) ? 1 : 0)) return false;
  if (is_passed(*stem, way, Stem::kUnlisted)) return false;
  for (; stem->parent != nullptr; stem = stem->parent) {
    const std::vector<Offshoot>& siblings = stem->parent->children;
    if (siblings[stem->position].whole) return true;
    for (std::size_t i = 0; i < stem->position; ++i)
      if (siblings[i].below != nullptr && siblings[i].below->open > 0) return false;
    if (is_passed(*stem->parent, way, stem->position)) return false;
  }
  return true;
}

// Whether another explorer is on its way through a stem, to one of its children before number
// `before`.
bool Frontier::is_passed(const Stem& stem, const Way& but, std::size_t before) const {
  return std::any_of(ways_.begin(), ways_.end(), [&](const Way& way) {
    return &way != &but && way.stems.size() > stem.depth && way.stems[stem.depth] == &stem &&
           way.position_at(stem.depth) < before;
  });
}

void Frontier::remove(Stem& stem) {
  if (stem.parent != nullptr) stem.parent->children[stem.position].below = nullptr;
  forget(stem);
}

void Frontier::forget(Stem& stem) {
  if (is_listed(stem)) unlist(stem);
  for (const Offshoot& offshoot : stem.children)
    if (offshoot.below != nullptr) forget(*offshoot.below);
  unused_.push_back(&stem);
}

}  // namespace ravel::optimal
