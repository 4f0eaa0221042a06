// Programs at random. Each is about one or two subjects, so that the few operations there are meet.
#include <algorithm>
#include <span>

#include "sim/random.h"
#include "tests/checker/reference/program.h"

namespace ravel::reference {
namespace {

constexpr std::uint32_t kUnbounded = 2'147'483'647;

struct Weighted {
  Action action{};
  std::uint32_t weight = 1;
};

using Subject = std::span<const Weighted>;

using enum Action;

constexpr Weighted kMemory[] = {{Load, 3},  {Store, 3},    {AtomicLoad},        {AtomicStore},
                                {Exchange}, {FetchAdd, 2}, {CompareExchange, 2}};
// Acquires that wait are rarer than releases: a program that blocks at once shows little.
constexpr Weighted kSemaphores[] = {
    {Acquire, 4}, {TimedAcquire}, {TryAcquire, 2}, {Release, 6}, {SemaphoreValue}};
constexpr Weighted kFiles[] = {{OpenToRead, 2}, {OpenToWrite, 3}, {OpenToAppend, 2}, {ReadFile, 3},
                               {WriteFile, 3},  {CloseFile},      {RenameFile, 2},   {RemoveFile}};
constexpr Weighted kFileLocks[] = {{OpenToAppend, 4}, {LockFile, 4},   {TryLockFile, 2},
                                   {TimedLockFile},   {UnlockFile, 2}, {CloseFile},
                                   {WriteFile}};

constexpr Weighted kConditions[] = {{Store, 3},          {AtomicStore, 3}, {FetchAdd, 3},
                                    {WaitUntil, 4},      {TimedWaitUntil}, {TryUntil},
                                    {CompareExchange, 2}};
constexpr Weighted kPipes[] = {{Put, 5},
                               {Get, 5},
                               {TimedGet},
                               {AwaitBytes},
                               {TimedAwaitBytes},
                               {LookForBytes},
                               {Action::CloseRead, 2},
                               {Action::CloseWrite, 3}};

constexpr std::array<Subject, 6> kSubjects = {kMemory,    kSemaphores, kFiles,
                                              kFileLocks, kConditions, kPipes};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Program program() {
    add_words();
    add_semaphores();
    choose_subjects();
    const std::size_t children = 1 + below(3);
    program_.processes.resize(1 + children);
    program_.lives.resize(1 + children);
    threads_ = one_in(4);
    for (std::size_t p = 1; p <= children && threads_; ++p)
      if (one_in(2)) program_.lives[p] = one_in(3) ? Life::Daemon : Life::Thread;
    for (std::size_t p = 0; p <= children; ++p) fill(p);
    for (std::size_t p = children; p >= 1; --p) start(p);
    return std::move(program_);
  }

 private:
  std::uint32_t below(std::size_t bound) {
    return random_.below(static_cast<std::uint32_t>(bound));
  }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::uint8_t small(std::size_t bound) { return static_cast<std::uint8_t>(below(bound)); }

  void add_words() {
    static constexpr std::array<SharedWord, 4> kWords = {{{0, 8}, {8, 8}, {0, 4}, {4, 4}}};
    const std::size_t count = 1 + below(2);
    for (std::size_t i = 0; i < count; ++i)
      program_.words.push_back(kWords.at(below(one_in(3) ? kWords.size() : 2)));
  }

  void add_semaphores() {
    static constexpr std::array<SharedSemaphore, 9> kKinds = {{{0, 1},
                                                               {0, 2},
                                                               {0, kUnbounded},
                                                               {1, 1},
                                                               {1, 2},
                                                               {1, kUnbounded},
                                                               {2, 2},
                                                               {2, 3},
                                                               {2, kUnbounded}}};
    const std::size_t count = one_in(3) ? 2 : 1;
    for (std::size_t i = 0; i < count; ++i)
      program_.semaphores.push_back(kKinds.at(below(kKinds.size())));
  }

  void choose_subjects() {
    chosen_.push_back(kSubjects.at(below(kSubjects.size())));
    if (one_in(3)) chosen_.push_back(kSubjects.at(below(kSubjects.size())));
    names_ = 1 + below(kNames);
    if (about(OpenToAppend)) program_.files = small(names_ + 1);
    if (about(Put)) program_.capacity = static_cast<std::uint8_t>(1 + below(3));
    lives_ = one_in(2);
  }

  bool about(Action action) const {
    const auto is_it = [&](const Weighted& entry) { return entry.action == action; };
    return std::ranges::any_of(
        chosen_, [&](Subject subject) { return std::ranges::any_of(subject, is_it); });
  }

  void fill(std::size_t process) {
    const std::size_t operations = process == 0 ? below(3) : 1 + below(3);
    std::vector<Operation>& list = program_.processes[process];
    for (std::size_t i = 0; i < operations; ++i) list.push_back(operation());
    if (one_in(lives_ ? 6 : 30)) list.push_back({Action::Exit, 0, small(3)});
    if (one_in(30)) list.push_back({Action::Fail});
    for (Operation& operation : list) guard(operation);
  }

  Operation operation() {
    if (one_in(12)) return {Action::Choose, 0, static_cast<std::uint8_t>(2 + below(2))};
    const Subject subject = chosen_[below(chosen_.size())];
    std::uint32_t sum = 0;
    for (const Weighted& entry : subject) sum += entry.weight;
    std::uint32_t draw = below(sum);
    for (const Weighted& entry : subject) {
      if (draw < entry.weight) return with_arguments(entry.action);
      draw -= entry.weight;
    }
    return {};
  }

  Operation with_arguments(Action action) {
    Operation made;
    // What one thread closes, others find closed without a step: no order could say when.
    const bool closes = action == Action::CloseRead || action == Action::CloseWrite;
    made.action = closes && threads_ ? Action::LookForBytes : action;
    made.value = small(3);
    made.expected = small(2);
    if (action <= Action::TryUntil)
      made.object = small(program_.words.size());
    else if (action <= Action::SemaphoreValue)
      made.object = small(program_.semaphores.size());
    else
      made.object = small(names_);
    const bool moves = action == Action::ReadFile || action == Action::WriteFile ||
                       action == Action::Put || action == Action::Get || action == Action::TimedGet;
    if (moves) ++made.value;
    if (action >= Action::WaitUntil && action <= Action::TryUntil) made.both = one_in(6);
    return made;
  }

  void guard(Operation& operation) {
    if (!one_in(6)) return;
    operation.guarded = true;
    operation.guard = small(2);
  }

  // The parent of `process` starts it and may look after it later.
  void start(std::size_t process) {
    std::size_t parent = process > 1 && one_in(4) ? 1 + below(process - 1) : 0;
    // A process numbers whom its threads start: several of them would do so in any order.
    if (program_.lives[parent] != Life::Process) parent = 0;
    std::vector<Operation>& list = program_.processes[parent];
    const std::size_t at = parent == 0 ? 0 : below(list.size() + 1);
    insert(list, at, Action::Start, process);
    if (!lives_) return;
    for (const Action action : {Action::Kill, Action::IsAlive, Action::TimedWait, Action::Wait})
      if (one_in(4)) insert(list, at + 1 + below(list.size() - at), action, process);
  }

  void insert(std::vector<Operation>& list, std::size_t at, Action action, std::size_t process) {
    Operation made;
    made.action = action;
    made.object = static_cast<std::uint8_t>(process);
    made.value = small(2);
    guard(made);
    // A program whose processes are not started is none.
    if (action == Action::Start && !one_in(5)) made.guarded = false;
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(at), made);
  }

  sim::Random random_;
  Program program_;
  std::vector<Subject> chosen_;
  std::size_t names_ = 1;
  bool threads_ = false;
  bool lives_ = false;  // whether it is about starting, waiting and killing
};

}  // namespace

Program random_program(std::uint64_t seed) {
  return Generator(seed).program();
}

}  // namespace ravel::reference
