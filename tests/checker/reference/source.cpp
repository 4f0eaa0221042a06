// Programs as text, and made smaller.
#include <fmt/format.h>

#include "tests/checker/reference/program.h"

namespace ravel::reference {
namespace {

std::string file_text(const Operation& operation) {
  const char name = static_cast<char>('a' + operation.object);
  switch (operation.action) {
    case Action::OpenToRead:
      return fmt::format("r = {}.open(Read)", name);
    case Action::OpenToWrite:
      return fmt::format("r = {}.open(Write)", name);
    case Action::OpenToAppend:
      return fmt::format("r = {}.open(Append)", name);
    case Action::ReadFile:
      return fmt::format("r = {}.read({})", name, operation.value);
    case Action::WriteFile:
      return fmt::format("r = {}.write({})", name, operation.value);
    case Action::CloseFile:
      return fmt::format("{}.close()", name);
    case Action::LockFile:
      return fmt::format("{}.lock()", name);
    case Action::TimedLockFile:
      return fmt::format("r = {}.lock(1ms)", name);
    case Action::TryLockFile:
      return fmt::format("r = {}.try_lock()", name);
    case Action::UnlockFile:
      return fmt::format("{}.unlock()", name);
    case Action::RenameFile:
      return fmt::format("r = rename({}, {})", name, name == 'a' ? 'b' : 'a');
    default:
      return fmt::format("r = remove({})", name);
  }
}

std::string memory_text(const Operation& operation) {
  switch (operation.action) {
    case Action::Load:
      return fmt::format("r = x{}", operation.object);
    case Action::AtomicLoad:
      return fmt::format("r = x{}.load()", operation.object);
    case Action::Store:
      return fmt::format("x{} = {}", operation.object, operation.value);
    case Action::AtomicStore:
      return fmt::format("x{}.store({})", operation.object, operation.value);
    case Action::Exchange:
      return fmt::format("r = x{}.exchange({})", operation.object, operation.value);
    case Action::FetchAdd:
      return fmt::format("r = x{}.fetch_add({})", operation.object, operation.value);
    default:
      return fmt::format("r = x{}.compare_exchange({}, {})", operation.object, operation.expected,
                         operation.value);
  }
}

std::string condition_text(const Operation& operation) {
  return fmt::format("x{} == {}{}", operation.object, operation.value,
                     operation.both ? fmt::format(" && x0 == {}", operation.expected) : "");
}

std::string await_text(const Operation& operation) {
  const std::string holds = condition_text(operation);
  switch (operation.action) {
    case Action::WaitUntil:
      return fmt::format("r = wait_until({})", holds);
    case Action::TimedWaitUntil:
      return fmt::format("r = wait_until({}, 1ms)", holds);
    default:
      return fmt::format("r = wait_until({}, 0ms)", holds);
  }
}

std::string pipe_text(const Operation& operation) {
  switch (operation.action) {
    case Action::Put:
      return fmt::format("r = pipe.write({})", operation.value);
    case Action::Get:
      return fmt::format("r = pipe.read({})", operation.value);
    case Action::TimedGet:
      return fmt::format("r = pipe.read({}, 1ms)", operation.value);
    case Action::AwaitBytes:
      return "r = pipe.poll()";
    case Action::TimedAwaitBytes:
      return "r = pipe.poll(1ms)";
    case Action::LookForBytes:
      return "r = pipe.poll(0ms)";
    case Action::CloseRead:
      return "pipe.close_reader()";
    default:
      return "pipe.close_writer()";
  }
}

std::string semaphore_text(const Operation& operation) {
  switch (operation.action) {
    case Action::Acquire:
      return fmt::format("s{}.acquire()", operation.object);
    case Action::TimedAcquire:
      return fmt::format("r = s{}.acquire(1ms)", operation.object);
    case Action::TryAcquire:
      return fmt::format("r = s{}.try_acquire()", operation.object);
    case Action::Release:
      return fmt::format("r = s{}.release()", operation.object);
    default:
      return fmt::format("r = s{}.value()", operation.object);
  }
}

std::string life_text(const Operation& operation) {
  switch (operation.action) {
    case Action::Choose:
      return fmt::format("r = choose({})", operation.value);
    case Action::Start:
      return fmt::format("p{}.start()", operation.object);
    case Action::Wait:
      return fmt::format("r = p{}.join()", operation.object);
    case Action::TimedWait:
      return fmt::format("r = p{}.join(1ms)", operation.object);
    case Action::IsAlive:
      return fmt::format("r = p{}.join(0ms)", operation.object);
    case Action::Kill:
      return fmt::format("p{}.{}()", operation.object, operation.value == 0 ? "kill" : "terminate");
    case Action::Exit:
      return fmt::format("exit({})", operation.value);
    default:
      return "throw failed";
  }
}

std::string text(const Operation& operation) {
  const Action action = operation.action;
  if (action <= Action::CompareExchange) return memory_text(operation);
  if (action == Action::SpinUntil)
    return fmt::format("while (!({})) {{}}", condition_text(operation));
  if (action <= Action::TryUntil) return await_text(operation);
  if (action <= Action::SemaphoreValue) return semaphore_text(operation);
  if (action <= Action::CloseWrite) return pipe_text(operation);
  if (action == Action::Choose || action >= Action::Start) return life_text(operation);
  return file_text(operation);
}

/// Without `process`: nobody names it any more, and those behind it move up.
Program without_process(Program program, std::size_t process) {
  program.processes.erase(program.processes.begin() + static_cast<std::ptrdiff_t>(process));
  if (process < program.lives.size())
    program.lives.erase(program.lives.begin() + static_cast<std::ptrdiff_t>(process));
  for (std::vector<Operation>& list : program.processes) {
    std::erase_if(list, [&](const Operation& operation) {
      return operation.action >= Action::Start && operation.object == process;
    });
    for (Operation& operation : list)
      if (operation.action >= Action::Start && operation.object > process) --operation.object;
  }
  return program;
}

}  // namespace

std::string to_source(const Program& program) {
  std::string source;
  for (std::size_t i = 0; i < program.words.size(); ++i)
    source += fmt::format("Word x{};  // {} bytes at {}\n", i, program.words[i].size,
                          program.words[i].offset);
  for (std::size_t i = 0; i < program.semaphores.size(); ++i)
    source += fmt::format("Semaphore s{}({}, {});  // initial, maximum\n", i,
                          program.semaphores[i].initial, program.semaphores[i].maximum);
  for (std::size_t i = 0; i < program.files; ++i)
    source += fmt::format("File {}(\"old\");\n", static_cast<char>('a' + i));
  if (program.capacity > 0)
    source += fmt::format("Pipe pipe;  // takes {} bytes\n", program.capacity);
  for (std::size_t p = 0; p < program.processes.size(); ++p) {
    if (program.life(p) != Life::Process)
      source += program.life(p) == Life::Thread ? "thread " : "daemon thread ";
    source += p == 0 ? "void main() {\n" : fmt::format("void p{}() {{\n", p);
    for (const Operation& operation : program.processes[p]) {
      const std::string condition =
          operation.guarded ? fmt::format("if (r == {}) ", operation.guard) : "";
      source += fmt::format("  {}{};\n", condition, text(operation));
    }
    source += "}\n";
  }
  return source;
}

std::vector<Program> smaller(const Program& program) {
  std::vector<Program> all;
  if (program.files > 0) {
    all.push_back(program);
    --all.back().files;
  }
  for (std::size_t p = 1; p < program.processes.size(); ++p) {
    if (program.life(p) == Life::Process) continue;
    all.push_back(program);
    all.back().lives[p] = program.life(p) == Life::Daemon ? Life::Thread : Life::Process;
  }
  for (std::size_t p = 1; p < program.processes.size(); ++p)
    all.push_back(without_process(program, p));
  for (std::size_t p = 0; p < program.processes.size(); ++p) {
    for (std::size_t i = 0; i < program.processes[p].size(); ++i) {
      Program less = program;
      less.processes[p].erase(less.processes[p].begin() + static_cast<std::ptrdiff_t>(i));
      all.push_back(std::move(less));
      if (!program.processes[p][i].guarded) continue;
      Program unguarded = program;
      unguarded.processes[p][i].guarded = false;
      all.push_back(std::move(unguarded));
    }
  }
  return all;
}

}  // namespace ravel::reference
