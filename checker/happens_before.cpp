// Happens-before by vector clocks: one pass over the trace, each step joins the clocks of what it
// depends on.
#include "checker/happens_before.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace ravel {
namespace {

using sim::OperationKind;

/// What a step does to its object: two that only look at it could be exchanged unnoticed.
enum class Use { None, Look, Change };

Use use_of(const sim::Step& step) {
  // A call that failed or gave up has only seen the state of its object.
  const bool failed = step.error != 0 || step.outcome == sim::Outcome::TimedOut;
  switch (step.kind) {
    case OperationKind::SemaphoreValue:
    case OperationKind::Load:
    case OperationKind::AtomicLoad:
    case OperationKind::ReadFile:
    // Closing changes no content; what it may unlock is seen by LockFile, which is a change.
    case OperationKind::CloseFile:
      return Use::Look;
    case OperationKind::OpenFile: {
      const bool reads = step.offset == static_cast<std::uint32_t>(os::FileMode::Read);
      return failed || reads ? Use::Look : Use::Change;
    }
    case OperationKind::Acquire:
    case OperationKind::Release:
    case OperationKind::Store:
    case OperationKind::AtomicStore:
    case OperationKind::Exchange:
    case OperationKind::FetchAdd:
    case OperationKind::CompareExchange:
    case OperationKind::WriteFile:
    case OperationKind::RenameFile:
    case OperationKind::RemoveFile:
    case OperationKind::LockFile:
    case OperationKind::UnlockFile:
      return failed ? Use::Look : Use::Change;
    default:
      return Use::None;
  }
}

/// What can be used: an object, or one byte of a memory.
using Target = std::pair<std::uint32_t, std::uint32_t>;  // object and offset

// Accesses of different widths may overlap: what counts is each byte.
std::vector<Target> targets_of(const sim::Step& step) {
  if (sim::is_memory_access(step.kind)) {
    std::vector<Target> bytes;
    const std::uint32_t size = std::max<std::uint32_t>(step.size, 1);
    for (std::uint32_t i = 0; i < size; ++i) bytes.emplace_back(step.object, step.offset + i);
    return bytes;
  }
  if (step.kind == OperationKind::RenameFile) return {{step.object, 0}, {step.offset, 0}};
  return {{step.object, 0}};
}

using LastSteps = std::vector<std::optional<std::size_t>>;  // by process

struct LastUses {
  LastSteps looks;
  LastSteps changes;
};

class Pass {
 public:
  explicit Pass(const sim::Trace& trace)
      : trace_(trace),
        size_(process_count(trace)),
        last_(size_),
        spawned_by_(size_),
        killed_by_(size_) {}

  HappensBefore run() {
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) visit(i);
    return std::move(result_);
  }

 private:
  // Tolerates a trace whose processes are fewer than its steps name.
  static std::size_t process_count(const sim::Trace& trace) {
    std::size_t count = trace.processes.size();
    for (const sim::Step& step : trace.steps)
      count = std::max<std::size_t>(count, step.process + 1);
    return count;
  }

  void visit(std::size_t i) {
    const sim::Step& step = trace_.steps[i];
    clock_.assign(size_, 0);
    candidates_.clear();
    if (last_[step.process])
      order({*last_[step.process], i, EdgeKind::Program});
    else if (spawned_by_[step.process])
      propose(spawned_by_[step.process], i, EdgeKind::Spawn);
    if (step.outcome != sim::Outcome::TimedOut && step.error == 0) propose_ends(i);
    propose_uses(i);
    // Later steps first: they may already follow the earlier ones, which then need no edge.
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const Edge& a, const Edge& b) { return a.from > b.from; });
    for (const Edge& edge : candidates_) order(edge);
    ++clock_[step.process];
    result_.clocks.push_back(clock_);
    remember(i);
  }

  /// Keeps the edge unless the steps that `edge.to` already follows imply it.
  void order(const Edge& edge) {
    const VectorClock& before = result_.clocks[edge.from];
    const std::size_t process = trace_.steps[edge.from].process;
    if (clock_[process] >= before[process]) return;
    for (std::size_t p = 0; p < size_; ++p) clock_[p] = std::max(clock_[p], before[p]);
    result_.edges.push_back(edge);
  }

  void propose(std::optional<std::size_t> from, std::size_t to, EdgeKind kind) {
    if (from) candidates_.push_back({*from, to, kind});
  }

  void propose_ends(std::size_t i) {
    const sim::Step& step = trace_.steps[i];
    if (step.kind == OperationKind::Wait) {
      propose_end(step.object, i, EdgeKind::ExitWait);
    } else if (step.kind == OperationKind::Kill) {
      propose_end(step.object, i, EdgeKind::Object);
    } else if (step.kind == OperationKind::WaitAll) {
      for (std::size_t child = 1; child < trace_.processes.size(); ++child)
        if (trace_.processes[child].parent == step.process)
          propose_end(child, i, EdgeKind::ExitWait);
    }
  }

  // A killed process ends by the kill, which is a step of somebody else.
  void propose_end(std::size_t child, std::size_t i, EdgeKind kind) {
    if (child >= size_) return;
    propose(last_[child], i, kind);
    propose(killed_by_[child], i, EdgeKind::Object);
  }

  void propose_uses(std::size_t i) {
    const Use use = use_of(trace_.steps[i]);
    if (use == Use::None) return;
    for (const Target& target : targets_of(trace_.steps[i])) {
      const LastUses& uses = uses_of(target);
      for (std::size_t p = 0; p < size_; ++p) {
        propose(uses.changes[p], i, EdgeKind::Object);
        if (use == Use::Change) propose(uses.looks[p], i, EdgeKind::Object);
      }
    }
  }

  void remember(std::size_t i) {
    const sim::Step& step = trace_.steps[i];
    last_[step.process] = i;
    if (step.kind == OperationKind::Spawn && step.object < size_) spawned_by_[step.object] = i;
    if (step.kind == OperationKind::Kill && step.object < size_) killed_by_[step.object] = i;
    const Use use = use_of(step);
    if (use == Use::None) return;
    for (const Target& target : targets_of(step)) {
      LastUses& uses = uses_of(target);
      (use == Use::Look ? uses.looks : uses.changes)[step.process] = i;
    }
  }

  LastUses& uses_of(const Target& target) {
    const auto [found, is_new] = uses_.try_emplace(target);
    if (is_new) found->second = {LastSteps(size_), LastSteps(size_)};
    return found->second;
  }

  const sim::Trace& trace_;
  std::size_t size_;
  LastSteps last_;
  LastSteps spawned_by_;  // by child
  LastSteps killed_by_;   // by child
  std::map<Target, LastUses> uses_;
  VectorClock clock_;             // of the step that is being visited
  std::vector<Edge> candidates_;  // edges into it
  HappensBefore result_;
};

}  // namespace

std::string_view name(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::Program:
      return "program";
    case EdgeKind::Spawn:
      return "spawn";
    case EdgeKind::ExitWait:
      return "exit-wait";
    case EdgeKind::Object:
      return "object";
  }
  return "unknown";
}

HappensBefore happens_before(const sim::Trace& trace) {
  return Pass(trace).run();
}

}  // namespace ravel
