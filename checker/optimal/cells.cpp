#include "checker/optimal/cells.h"

#include "sim/process_set.h"

namespace ravel::optimal {

using sim::ObjectKind;

Cells::Cells(const sim::SimulationOptions& options, std::shared_ptr<Names> names)
    : options_(options), names_(std::move(names)), lives_(names_->of_lives(options)) {
  update();
}

void Cells::read(const sim::Execution& execution, const sim::Simulation& simulation) {
  const std::vector<sim::Object>& objects = simulation.objects();
  execution_ = &execution;
  const auto is_same = [&](std::size_t i) {
    const sim::Object& known = objects_[i];
    const sim::Object& object = objects[i];
    return known.kind == object.kind && known.creator == object.creator &&
           known.number == object.number && known.limit == object.limit &&
           known.initial == object.initial && (object.number != 0 || known.value == object.value);
  };
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (i < objects_.size() && is_same(i)) continue;
    objects_.resize(i);
    cells_.resize(i);
    objects_.push_back(objects[i]);
    cells_.push_back(cell_of(objects[i], simulation));
  }
}

Cell Cells::cell_of(const sim::Object& object, const sim::Simulation& simulation) {
  const bool path = object.kind == ObjectKind::File || object.kind == ObjectKind::Address;
  const std::uint32_t creator = path ? 0 : object.creator;
  const std::uint32_t number = path ? object.value : object.number;
  const auto [found, is_new] =
      known_.try_emplace({object.kind, creator, number, object.limit, object.initial});
  if (is_new) {
    // Each simulation numbers names for itself.
    const bool named = sim::has_name(object);
    found->second = names_->of_object({object.kind, creator, named ? 0 : number, object.limit,
                                       object.initial, std::string(simulation.name_of(object))});
    update();
  }
  return found->second;
}

Cell Cells::content(std::uint32_t identity) {
  const auto [found, is_new] = contents_.try_emplace(identity);
  if (is_new) {
    found->second = names_->of_content(identity);
    update();
  }
  return found->second;
}

std::uint32_t Cells::number_of(const std::vector<Use>& uses) {
  if (const auto known = lists_.find(uses)) return *known;
  const std::uint32_t number = names_->of_list(uses);
  update();
  return number;
}

Cell Names::of_object(const Identity& identity) {
  const std::lock_guard lock(mutex_);
  const auto [found, is_new] = objects_.try_emplace(identity);
  if (is_new) found->second = add_object(identity);
  return found->second;
}

Cell Names::of_content(std::uint32_t identity) {
  const std::lock_guard lock(mutex_);
  const auto [found, is_new] = contents_.try_emplace(identity);
  if (is_new) {
    found->second = add(1);
    add(1, {CellKind::Sort::Semaphore, 1, kUnbounded});
  }
  return found->second;
}

Cell Names::of_lives(const sim::SimulationOptions& options) {
  const std::lock_guard lock(mutex_);
  if (lives_ == 0) {
    lives_ = add(sim::kProcessesMax);
    add(1, {CellKind::Sort::Semaphore, options.kills, kUnbounded});
    add(1, {CellKind::Sort::Semaphore, options.faults, kUnbounded});
  }
  return lives_;
}

std::uint32_t Names::of_list(const std::vector<Use>& uses) {
  const std::lock_guard lock(mutex_);
  if (const auto known = lists_.find(uses)) return *known;
  return lists_.add(uses);
}

void Names::update(std::vector<CellKind>& kinds, UseLists& lists) {
  const std::lock_guard lock(mutex_);
  kinds.insert(kinds.end(), kinds_.begin() + static_cast<std::ptrdiff_t>(kinds.size()),
               kinds_.end());
  for (auto i = static_cast<std::uint32_t>(lists.size()); i < lists_.size(); ++i)
    lists.add(lists_[i]);
}

Cell Names::add(std::size_t count, CellKind kind) {
  const auto first = static_cast<Cell>(kinds_.size());
  kinds_.resize(kinds_.size() + count, kind);
  return first;
}

Cell Names::add_object(const Identity& identity) {
  using Sort = CellKind::Sort;
  const std::uint32_t limit = std::get<3>(identity);
  switch (std::get<0>(identity)) {
    case ObjectKind::Memory:
      return add((limit + 7) / 8);
    case ObjectKind::Semaphore:
      return add(1, {Sort::Semaphore, std::get<4>(identity), limit});
    case ObjectKind::Stream:
      return add(1, {Sort::Stream, 0, limit});
    case ObjectKind::Address: {
      // Who listens there; and the connections that wait, a signal that the accepting one consumes.
      const Cell name = add(1);
      add(1, {Sort::Semaphore, 0, kUnbounded});
      return name;
    }
    case ObjectKind::File:
      break;
  }
  return add(1);
}

}  // namespace ravel::optimal
