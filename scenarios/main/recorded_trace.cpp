// Handles of a real system become the numbers of the simulator: processes in the order of their
// start, objects in the order of their creation.
#include "scenarios/main/recorded_trace.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>

#include "checker/detectors/waits.h"
#include "scenarios/main/recorded_objects.h"

namespace ravel {
namespace {

using os::recording::Call;
using os::recording::Entry;
using os::recording::State;
using sim::OperationKind;

constexpr std::pair<Call, OperationKind> kSteps[] = {
    {Call::Spawn, OperationKind::Spawn},
    {Call::StartThread, OperationKind::Spawn},
    {Call::Wait, OperationKind::Wait},
    {Call::WaitThread, OperationKind::Wait},
    {Call::WaitAll, OperationKind::WaitAll},
    {Call::Kill, OperationKind::Kill},
    {Call::Exit, OperationKind::Exit},
    {Call::Acquire, OperationKind::Acquire},
    {Call::Release, OperationKind::Release},
    {Call::SemaphoreValue, OperationKind::SemaphoreValue},
    {Call::Load, OperationKind::AtomicLoad},
    {Call::Store, OperationKind::AtomicStore},
    {Call::Exchange, OperationKind::Exchange},
    {Call::FetchAdd, OperationKind::FetchAdd},
    {Call::CompareExchange, OperationKind::CompareExchange},
    {Call::WaitUntil, OperationKind::Evaluate},
    {Call::OpenFile, OperationKind::OpenFile},
    {Call::ReadFile, OperationKind::ReadFile},
    {Call::WriteFile, OperationKind::WriteFile},
    {Call::CloseFile, OperationKind::CloseFile},
    {Call::RenameFile, OperationKind::RenameFile},
    {Call::RemoveFile, OperationKind::RemoveFile},
    {Call::LockFile, OperationKind::LockFile},
    {Call::UnlockFile, OperationKind::UnlockFile},
    {Call::Listen, OperationKind::Listen},
    {Call::Accept, OperationKind::Accept},
    {Call::Connect, OperationKind::Connect},
    {Call::ReadStream, OperationKind::ReadStream},
    {Call::WriteStream, OperationKind::WriteStream},
    {Call::Poll, OperationKind::Poll},
    {Call::Close, OperationKind::CloseStream},
    {Call::Sleep, OperationKind::Sleep},
    {Call::Choose, OperationKind::Choose},
};

/// The simulator's word for a call; nothing if it makes no step of it.
std::optional<OperationKind> kind_of(const Entry& entry) {
  if (entry.call == Call::Load && entry.plain) return OperationKind::Load;
  if (entry.call == Call::Store && entry.plain) return OperationKind::Store;
  for (const auto& [call, kind] : kSteps)
    if (call == entry.call) return kind;
  return {};
}

class Conversion {
 public:
  explicit Conversion(std::vector<Entry> entries)
      : entries_(std::move(entries)), participants_(entries_) {}

  RecordedRun run() {
    run_.trace.processes = participants_.records();
    for (const Entry& entry : entries_) take(entry);
    run_.trace.objects = objects_.records();
    run_.files = std::make_shared<const std::set<std::string>>(std::move(files_));
    return std::move(run_);
  }

 private:
  void take(const Entry& entry) {
    const std::optional<sim::ProcessId> who = participants_.find(entry.process, entry.thread);
    const std::optional<OperationKind> kind = kind_of(entry);
    const bool pending = entry.state == State::Pending;
    if (who && kind) {
      const sim::Step step = step_of(entry, *kind, *who);
      // What was closed may be no stream, and then nobody else sees it.
      const bool visible = entry.call != Call::Close || objects_.is_stream(entry.object);
      if (visible && pending) run_.pending.push_back({step, holders_of(step)});
      if (visible && !pending) append(step, entry);
    }
    if (!pending && who) objects_.note(entry, run_.trace.processes.at(*who).name, *who == 0);
  }

  void append(const sim::Step& step, const Entry& entry) {
    run_.trace.steps.push_back(step);
    run_.seconds.push_back(static_cast<double>(entry.nanoseconds) * 1e-9);
  }

  sim::Step step_of(const Entry& entry, OperationKind kind, sim::ProcessId who) {
    sim::Step step;
    step.process = who;
    step.kind = kind;
    step.timed = entry.timed;
    step.size = entry.size;
    step.offset = entry.offset;
    step.value = entry.value;
    step.error = entry.error;
    step.where = {files_.emplace(entry.file).first->c_str(), entry.line};
    if (entry.state == State::TimedOut) {
      step.outcome = sim::Outcome::TimedOut;
      step.error = ETIMEDOUT;
      step.value = 0;
    }
    set_object(step, entry, who);
    return step;
  }

  void set_object(sim::Step& step, const Entry& entry, sim::ProcessId who) {
    switch (entry.call) {
      case Call::Spawn:
      case Call::Wait:
      case Call::Kill:
        step.object = participants_.find(entry.object, 0).value_or(0);
        return;
      case Call::StartThread:
      case Call::WaitThread:
        step.object = participants_.find_thread(entry.process, entry.object).value_or(0);
        return;
      case Call::Exit:
        step.object =
            entry.object == os::kNoHandle ? who : participants_.find(entry.object, 0).value_or(0);
        return;
      case Call::WaitAll:
      case Call::WaitUntil:
      case Call::Poll:
      case Call::Sleep:
      case Call::Choose:
        // Of the things that were looked at nothing is recorded.
        if (entry.call != Call::Choose) step.offset = 0;
        return;
      default:
        objects_.set_object(step, entry);
    }
  }

  std::string holders_of(const sim::Step& wanted) const {
    if (wanted.kind != OperationKind::LockFile && wanted.kind != OperationKind::Acquire) return "";
    std::string names;
    for (const sim::ProcessId process : holders(run_.trace, wanted.object))
      names += (names.empty() ? "" : ", ") + run_.trace.processes.at(process).name;
    return names;
  }

  std::vector<Entry> entries_;
  RecordedParticipants participants_;
  RecordedObjects objects_;
  std::set<std::string> files_;
  RecordedRun run_;
};

/// What has an order first, in that; what was still going on at the end.
std::vector<Entry> in_order(std::span<const Entry> entries) {
  std::vector<Entry> ordered(entries.begin(), entries.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const Entry& a, const Entry& b) {
    const bool a_pending = a.state == State::Pending;
    const bool b_pending = b.state == State::Pending;
    return a_pending != b_pending ? b_pending : a.order < b.order;
  });
  return ordered;
}

}  // namespace

RecordedRun recorded_run(std::span<const Entry> entries, std::uint64_t left_out) {
  RecordedRun run = Conversion(in_order(entries)).run();
  run.left_out = left_out;
  return run;
}

}  // namespace ravel
