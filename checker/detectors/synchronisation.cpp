#include "checker/detectors/synchronisation.h"

#include <algorithm>

namespace ravel {

using sim::OperationKind;

void Synchronisation::Object::clear() {
  released.clear();
  connected.clear();
  acquired = 0;
  channel.written.clear();
  channel.taken.clear();
  channel.closed_to_write.clear();
  channel.closed_to_read.clear();
  channel.bytes_in = channel.bytes_out = 0;
  renamed = kNone;
}

void Synchronisation::follow(const sim::Execution& execution, const std::vector<Limits>& limits) {
  execution_ = &execution;
  limits_ = &limits;
  width_ = execution.processes.size();
  rows_.resize(std::max(rows_.size(), execution.steps.size() * width_));
  index_.resize(std::max(index_.size(), execution.steps.size()));
  last_.assign(width_, kNone);
  started_by_.assign(width_, kNone);
  ended_.assign(width_, false);
  if (objects_.size() < limits.size()) objects_.resize(limits.size());
  for (Object& object : objects_) object.clear();
  stored_.clear();
  unlocked_.clear();
  for (now_ = 0; now_ < execution.steps.size(); ++now_) begin(now_);
}

void Synchronisation::begin(std::size_t number) {
  const sim::Step& step = execution_->steps[number];
  const StepNumber own = last_[step.process];
  index_[number] = own == kNone ? 1 : index_[own] + 1;
  std::fill_n(rows_.data() + number * width_, width_, Count{0});
  join(own == kNone ? started_by_[step.process] : own);
  rows_[number * width_ + step.process] = index_[number];
  if (step.kind <= OperationKind::Exit)
    follow_family(step);
  else if (step.kind <= OperationKind::SemaphoreValue)
    follow_semaphore(step);
  else if (sim::is_memory_access(step.kind))
    follow_memory(step);
  else if (step.kind <= OperationKind::UnlockFile)
    follow_file(step);
  else
    follow_stream(step);
  last_[step.process] = static_cast<StepNumber>(number);
}

void Synchronisation::join(StepNumber step) noexcept {
  if (step == kNone) return;
  const Count* from = row(step);
  Count* to = rows_.data() + now_ * width_;
  for (std::size_t i = 0; i < width_; ++i) to[i] = std::max(to[i], from[i]);
}

void Synchronisation::join_all(const std::vector<StepNumber>& steps) noexcept {
  for (const StepNumber step : steps) join(step);
}

// Those that overlap the bytes [from, to).
void Synchronisation::join_parts(const std::vector<Part>& parts, std::uint64_t from,
                                 std::uint64_t to) noexcept {
  std::uint64_t begin = 0;
  for (const Part& part : parts) {
    if (begin < to && part.end > from) join(part.step);
    begin = part.end;
  }
}

void Synchronisation::follow_family(const sim::Step& step) {
  if (step.error != 0 || step.outcome == sim::Outcome::TimedOut) return;
  if (step.kind == OperationKind::Spawn) started_by_[step.object] = now_;
  if (step.kind == OperationKind::Wait) join(last_[step.object]);
  if (step.kind == OperationKind::Exit) {
    ended_[step.object] = true;
    // The end of a process stops its threads: what they did comes before it.
    for (std::size_t thread = 0; thread < width_; ++thread)
      if (owner_of(static_cast<sim::ProcessId>(thread)) == step.object) join(last_[thread]);
  }
  if (step.kind != OperationKind::WaitAll) return;
  for (std::size_t child = 0; child < width_; ++child) {
    if (started_by_[child] == kNone || !ended_[child]) continue;
    const sim::ProcessId parent = execution_->steps[started_by_[child]].process;
    if (owner_of(parent) == owner_of(step.process)) join(last_[child]);
  }
}

// With initial permits an acquire comes after all releases as soon as it needs one of them: which
// one it got cannot be told. Without, the n-th release is what lets the n-th acquire go on.
void Synchronisation::follow_semaphore(const sim::Step& step) {
  Object& semaphore = objects_[step.object];
  const std::uint32_t initial = (*limits_)[step.object].initial;
  if (step.value == 0 || step.error != 0) return;
  if (step.kind == OperationKind::Release) semaphore.released.push_back(now_);
  if (step.kind != OperationKind::Acquire || ++semaphore.acquired <= initial) return;
  if (initial > 0) return join_all(semaphore.released);
  join(semaphore.released[semaphore.acquired - 1]);
}

void Synchronisation::follow_memory(const sim::Step& step) {
  if (step.kind == OperationKind::Load) return;
  Stores& stores = stored_[{step.object, step.offset / 8}];
  const bool stores_only =
      step.kind == OperationKind::Store || step.kind == OperationKind::AtomicStore;
  if (!stores_only) join(stores.atomic);
  if (step.kind == OperationKind::AtomicLoad) return;
  stores.any = now_;
  if (step.kind != OperationKind::Store) stores.atomic = now_;
}

// A condition that holds has been made to hold by the last stores, of whatever kind: waiting for
// them is what it is there for. An end that was seen has been.
void Synchronisation::follow_looks(const sim::Step& step) {
  for (std::uint32_t i = 0; i < step.offset; ++i) {
    const sim::Look& look = execution_->looks[step.object + i];
    if (look.kind == sim::LookKind::Process && look.value != 0) join(last_[look.object]);
    if (look.kind != sim::LookKind::Memory) continue;
    const auto found = stored_.find({look.object, look.offset / 8});
    if (found != stored_.end()) join(found->second.any);
  }
}

void Synchronisation::follow_file(const sim::Step& step) {
  if (step.error != 0) return;
  const std::uint32_t content = step.content & ~sim::kCreated;
  switch (step.kind) {
    case OperationKind::OpenFile:
      return join(objects_[step.object].renamed);
    case OperationKind::RenameFile:
      objects_[step.offset].renamed = now_;
      return;
    case OperationKind::LockFile: {
      const auto found = unlocked_.find(content);
      if (found != unlocked_.end()) join(found->second);
      return;
    }
    // Their value says whether that let go of a lock.
    case OperationKind::CloseFile:
    case OperationKind::UnlockFile:
      if (step.value != 0) unlocked_[content] = now_;
      return;
    default:
      return;
  }
}

void Synchronisation::follow_stream(const sim::Step& step) {
  if (step.kind == OperationKind::Poll || step.kind == OperationKind::Evaluate)
    return follow_looks(step);
  if (step.kind < OperationKind::ReadStream || step.kind > OperationKind::Connect) return;
  Object& object = objects_[step.object];
  Channel& channel = object.channel;
  switch (step.kind) {
    case OperationKind::ReadStream:
      if (step.error != 0) return;
      if (step.value == 0 && step.offset != 0) join_all(channel.closed_to_write);
      join_parts(channel.written, channel.bytes_out, channel.bytes_out + step.value);
      channel.bytes_out += step.value;
      channel.taken.push_back({channel.bytes_out, now_});
      return;
    case OperationKind::WriteStream: {
      if (step.error != 0) return join_all(channel.closed_to_read);
      channel.bytes_in += step.value;
      channel.written.push_back({channel.bytes_in, now_});
      // What made room for it.
      const std::uint64_t capacity = (*limits_)[step.object].maximum;
      const std::uint64_t room = std::max(channel.bytes_in, capacity) - capacity;
      return join_parts(channel.taken, room - std::min(room, step.value), room);
    }
    case OperationKind::CloseStream:
      return close(step);
    case OperationKind::Listen:
    case OperationKind::Connect:
      join_all(object.connected);
      if (step.error == 0) object.connected.push_back(now_);
      return;
    case OperationKind::Accept:
      return join_all(object.connected);
    default:
      return;
  }
}

// A duplex end writes to its object and reads from what its offset says.
void Synchronisation::close(const sim::Step& step) {
  const bool duplex = step.value == (sim::kReadSide | sim::kWriteSide);
  if ((step.value & sim::kWriteSide) != 0)
    objects_[step.object].channel.closed_to_write.push_back(now_);
  if ((step.value & sim::kReadSide) != 0)
    objects_[duplex ? step.offset : step.object].channel.closed_to_read.push_back(now_);
}

}  // namespace ravel
