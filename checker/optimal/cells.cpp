#include "checker/optimal/cells.h"

#include "sim/process_set.h"

namespace ravel::optimal {

using sim::ObjectKind;

Cells::Cells(const sim::SimulationOptions& options)
    : options_(options), kinds_(1), lives_(add(sim::kProcessesMax)) {
  budgets_ = add(1, {CellKind::Sort::Semaphore, options.kills, kUnbounded});
  add(1, {CellKind::Sort::Semaphore, options.faults, kUnbounded});
}

Cell Cells::add(std::size_t count, CellKind kind) {
  const auto first = static_cast<Cell>(kinds_.size());
  kinds_.resize(kinds_.size() + count, kind);
  return first;
}

void Cells::read(const sim::Execution& execution, const std::vector<sim::Object>& objects) {
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
    cells_.push_back(cell_of(objects[i]));
  }
}

Cell Cells::cell_of(const sim::Object& object) {
  const bool named = object.kind == ObjectKind::File || object.kind == ObjectKind::Address;
  const std::uint32_t creator = named ? 0 : object.creator;
  const std::uint32_t number = named ? object.value : object.number;
  const auto [found, is_new] =
      known_.try_emplace({object.kind, creator, number, object.limit, object.initial});
  if (is_new) found->second = add_object(object);
  return found->second;
}

Cell Cells::add_object(const sim::Object& object) {
  using Sort = CellKind::Sort;
  switch (object.kind) {
    case ObjectKind::Memory:
      return add((object.limit + 7) / 8);
    case ObjectKind::Semaphore:
      return add(1, {Sort::Semaphore, object.initial, object.limit});
    case ObjectKind::Stream:
      return add(1, {Sort::Stream, 0, object.limit});
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

Cell Cells::content(std::uint32_t identity) {
  const auto [found, is_new] = contents_.try_emplace(identity);
  if (is_new) {
    found->second = add(1);
    add(1, {CellKind::Sort::Semaphore, 1, kUnbounded});
  }
  return found->second;
}

}  // namespace ravel::optimal
