#include "tests/checker/reference/replay.h"

#include <cerrno>
#include <cstddef>
#include <map>
#include <optional>

namespace ravel::reference {
namespace {

using sim::OperationKind;

/// POSIX: the largest value of a semaphore; a maximum that nobody can reach.
constexpr std::int64_t kUnbounded = 2'147'483'647;

struct SemaphoreState {
  std::int64_t acquires = 0;
  std::int64_t releases = 0;
  std::map<sim::ProcessId, std::int64_t> held;  // taken and not given back by this process itself
  bool exposed = false;                         // a foreign release has succeeded
};

struct LockState {
  std::optional<std::uint32_t> holder;  // an open file
  std::int64_t acquires = 0;
  std::int64_t releases = 0;
};

struct OpenFile {
  std::uint32_t content = 0;
  sim::ProcessId owner = 0;
};

class Replay {
 public:
  explicit Replay(const sim::Trace& trace) : trace_(trace) {}

  std::vector<Use> step(const sim::Step& step) {
    found_.clear();
    if (sim::is_memory_access(step.kind)) return {access(step)};
    switch (step.kind) {
      case OperationKind::Acquire:
      case OperationKind::Release:
      case OperationKind::SemaphoreValue:
        return {semaphore(step)};
      case OperationKind::OpenFile:
        open(step);
        break;
      case OperationKind::ReadFile:
      case OperationKind::WriteFile:
        add(Thing::Content, step.kind == OperationKind::ReadFile ? Role::Read : Role::Write,
            open_files_.at(step.offset).content);
        break;
      case OperationKind::Evaluate:
      case OperationKind::Poll:
        look(step);
        break;
      case OperationKind::ReadStream:
      case OperationKind::WriteStream:
        transfer(step);
        break;
      case OperationKind::CloseStream:
        add_stream(step.error != 0                ? Role::Closed
                   : step.value == sim::kReadSide ? Role::CloseRead
                                                  : Role::CloseWrite,
                   step);
        break;
      case OperationKind::RenameFile:
        rename(step);
        break;
      case OperationKind::RemoveFile:
        add(Thing::Name, Role::Write, step.object);
        if (step.error == 0) contents_of_names_.erase(step.object);
        break;
      case OperationKind::LockFile:
        lock(step);
        break;
      case OperationKind::UnlockFile:
      case OperationKind::CloseFile:
        unlock(step.offset);
        break;
      case OperationKind::Exit:
        for (std::uint32_t i = 0; i < open_files_.size(); ++i)
          if (open_files_[i].owner == step.object) unlock(i);
        break;
      default:
        break;
    }
    return found_;
  }

 private:
  void add(Thing thing, Role role, std::uint32_t object) {
    Use use;
    use.thing = thing;
    use.role = role;
    use.object = object;
    found_.push_back(use);
  }

  static Use access(const sim::Step& step) {
    const bool reads = step.kind == OperationKind::Load || step.kind == OperationKind::AtomicLoad;
    Use use;
    use.thing = Thing::Memory;
    use.role = reads ? Role::Read : Role::Write;
    use.object = step.object;
    use.offset = step.offset;
    use.size = step.size;
    return use;
  }

  sim::ProcessId owner_of(const sim::Step& step) const {
    const sim::ProcessRecord& record = trace_.processes.at(step.process);
    return record.thread == 0 ? step.process : record.parent;
  }

  Use& add_stream(Role role, const sim::Step& step) {
    add(Thing::Stream, role, step.object);
    found_.back().owner = owner_of(step);
    return found_.back();
  }

  void transfer(const sim::Step& step) {
    const bool reads = step.kind == OperationKind::ReadStream;
    if (step.outcome == sim::Outcome::TimedOut) {
      add_stream(Role::Observe, step);
      return;
    }
    if (step.error != 0) {
      add_stream(step.error == EPIPE ? Role::Broken : Role::Closed, step);
      return;
    }
    Use& use = add_stream(reads ? Role::Get : Role::Put, step);
    if (reads && step.value == 0) use.role = Role::End;
    std::int64_t& moved = reads ? got_[step.object] : put_[step.object];
    use.from = moved;
    use.to = moved += static_cast<std::int64_t>(step.value);
    use.partial = step.value < step.offset;
    use.bare = step.bare;
    use.maximum = trace_.objects[step.object].maximum;
  }

  void look(const sim::Step& step) {
    for (std::uint32_t i = 0; i < step.offset; ++i) {
      const sim::Look& look = trace_.looks.at(step.object + i);
      const bool memory = look.kind == sim::LookKind::Memory;
      add(memory ? Thing::Memory : Thing::Stream, memory ? Role::Read : Role::Observe, look.object);
      found_.back().offset = look.offset;
      found_.back().size = look.size;
      found_.back().owner = owner_of(step);
    }
  }

  Use semaphore(const sim::Step& step) {
    SemaphoreState& state = semaphores_[step.object];
    Use use;
    use.thing = Thing::Semaphore;
    use.object = step.object;
    use.initial = trace_.objects[step.object].initial;
    use.maximum = trace_.objects[step.object].maximum;
    use.role = Role::Observe;
    use.exposed = state.exposed;
    const bool succeeded = step.outcome == sim::Outcome::Done && step.value != 0;
    if (step.kind == OperationKind::Acquire && succeeded) {
      use.role = Role::Acquire;
      use.rank = ++state.acquires;
      ++state.held[step.process];
    } else if (step.kind == OperationKind::Release) {
      // A signal, with no permits at first, has no foreign releases: giving is what it is for.
      const bool foreign =
          use.initial > 0 && use.maximum < kUnbounded && state.held[step.process] <= 0;
      use.exposed |= foreign;
      if (!succeeded) return use;
      use.role = Role::Release;
      use.rank = ++state.releases;
      --state.held[step.process];
      state.exposed |= foreign;
    }
    return use;
  }

  void open(const sim::Step& step) {
    if (step.error != 0) return add(Thing::Name, Role::Read, step.object);
    const auto known = contents_of_names_.find(step.object);
    const bool creates = known == contents_of_names_.end();
    add(Thing::Name, creates ? Role::Write : Role::Read, step.object);
    const std::uint32_t content = creates ? contents_made_++ : known->second;
    contents_of_names_[step.object] = content;
    if (!creates && step.offset == static_cast<std::uint32_t>(os::FileMode::Write))
      add(Thing::Content, Role::Write, content);
    open_files_.push_back({content, owner_of(step)});
  }

  void rename(const sim::Step& step) {
    const std::uint32_t from = step.object;
    const std::uint32_t to = step.offset;
    add(Thing::Name, Role::Write, from);
    if (to == from) return;
    add(Thing::Name, Role::Write, to);
    if (step.error != 0) return;
    contents_of_names_[to] = contents_of_names_.at(from);
    contents_of_names_.erase(from);
  }

  void add_lock_use(Role role, std::uint32_t content, std::int64_t rank) {
    add(Thing::FileLock, role, content);
    found_.back().rank = rank;
    found_.back().initial = found_.back().maximum = 1;
  }

  void lock(const sim::Step& step) {
    const std::uint32_t content = open_files_.at(step.offset).content;
    LockState& state = locks_[content];
    if (step.outcome == sim::Outcome::TimedOut) return add_lock_use(Role::Observe, content, 0);
    if (state.holder == step.offset) return;  // it holds it already: nobody can tell
    state.holder = step.offset;
    add_lock_use(Role::Acquire, content, ++state.acquires);
  }

  void unlock(std::uint32_t open_file) {
    const std::uint32_t content = open_files_.at(open_file).content;
    LockState& state = locks_[content];
    if (state.holder != open_file) return;
    state.holder.reset();
    add_lock_use(Role::Release, content, ++state.releases);
  }

  const sim::Trace& trace_;
  std::map<std::uint32_t, SemaphoreState> semaphores_;
  std::map<std::uint32_t, std::uint32_t> contents_of_names_;
  std::vector<OpenFile> open_files_;  // numbered as the steps number them
  std::map<std::uint32_t, LockState> locks_;
  std::map<std::uint32_t, std::int64_t> put_;  // by stream: bytes so far
  std::map<std::uint32_t, std::int64_t> got_;
  std::uint32_t contents_made_ = 0;
  std::vector<Use> found_;  // uses of the step that is being gone through
};

}  // namespace

bool gave_up_blindly(const sim::Step& step, sim::Timeouts timeouts) {
  return timeouts == sim::Timeouts::Anytime && step.outcome == sim::Outcome::TimedOut &&
         step.waited;
}

namespace {

// Whoever spun goes on as if it had read all of an iteration again: the step before and others
// before that, of which it says how many.
void add_spinning_uses(const sim::Trace& trace, std::vector<std::vector<Use>>& all) {
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    std::uint32_t left = 0;
    bool first = true;
    for (std::size_t k = i; k-- > 0 && sim::is_memory_access(trace.steps[i].kind);) {
      const sim::Step& step = trace.steps[k];
      if (step.process != trace.steps[i].process || sim::is_draw(step.kind)) continue;
      if (first) left = step.spins;
      first = false;
      if (left-- == 0) break;
      Use use = all[k].front();
      use.role = Role::Read;
      all[i].push_back(use);
    }
  }
}

}  // namespace

std::vector<std::vector<Use>> uses(const sim::Trace& trace, sim::Timeouts timeouts) {
  Replay replay(trace);
  std::vector<std::vector<Use>> all;
  for (const sim::Step& step : trace.steps) {
    all.emplace_back();
    if (!gave_up_blindly(step, timeouts)) all.back() = replay.step(step);
  }
  add_spinning_uses(trace, all);
  return all;
}

}  // namespace ravel::reference
