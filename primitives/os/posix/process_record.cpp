// Records of processes, and how they read in a report.
#include "primitives/os/posix/process_record.h"

#include <sys/wait.h>

#include <algorithm>
#include <fstream>

#include "primitives/os/posix/semaphores.h"

namespace ravel::os::posix {
namespace {

/// Dead, but not waited for yet: it does not run any more.
bool is_zombie(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  std::getline(file, stat);
  const auto name_end = stat.rfind(')');
  return name_end == std::string::npos || stat.compare(name_end, 3, ") Z") == 0;
}

std::string who(const ProcessRecord& record) {
  return std::string(record.name) + " (pid " + std::to_string(record.pid.load()) + ")";
}

// The processes go on while they are described: what a record names may have changed its kind.

std::string describe_child(const Arena& arena, Handle child) {
  if (!arena.has(child, BlockKind::Process)) return "wait for a child";
  return "wait for " + who(arena.object<ProcessRecord>(child, BlockKind::Process));
}

std::string describe_semaphore(const Arena& arena, Handle handle) {
  if (!arena.has(handle, BlockKind::Semaphore)) return "acquire a semaphore";
  const Block& block = arena.block(handle, BlockKind::Semaphore);
  const std::string label = block.label;
  std::string text = "acquire semaphore ";
  text += label.empty() ? std::to_string(static_cast<std::uint32_t>(handle)) : "'" + label + "'";
  const Handle holder = last_holder(arena, handle);
  if (holder != kNoHandle)
    text += " held by " + who(arena.object<ProcessRecord>(holder, BlockKind::Process));
  return text;
}

std::string describe_wait(const Arena& arena, const ProcessRecord& record) {
  const Handle object{record.wait_object.load()};
  switch (record.waits_for.load()) {
    case WaitKind::Nothing:
      return "runs";
    case WaitKind::Child:
      return describe_child(arena, object);
    case WaitKind::Children:
      return "wait for its children to end";
    case WaitKind::Semaphore:
      return describe_semaphore(arena, object);
    case WaitKind::FileLock:
      return "lock file '" + std::string(record.wait_path) + "'";
    case WaitKind::Sleep:
      return "sleep";
  }
  return "runs";
}

EndedProcess ended_process(const ProcessRecord& record) {
  EndedProcess ended;
  ended.name = record.name;
  ended.path = record.path;
  ended.pid = static_cast<std::uint64_t>(record.pid.load());
  ended.exit_code = record.exit_code.load();
  ended.exception_type = record.exception_type;
  ended.exception_message = record.exception_message;
  ended.assertion = record.assertion;
  const int signal = -ended.exit_code;
  ended.killed_by_request = signal > 0 && ((record.kills_requested.load() >> signal) & 1) != 0;
  ended.died_with_parent = record.died_with_parent.load();
  return ended;
}

}  // namespace

Handle add_process(Arena& arena, std::string_view name, std::string_view path, bool daemon) {
  if (name.size() >= sizeof(ProcessRecord::name))
    throw std::invalid_argument("a process name is at most 127 bytes long");
  if (path.size() >= sizeof(ProcessRecord::path))
    throw std::invalid_argument("processes are nested too deeply: " + std::string(path));
  const Handle handle = arena.allocate(BlockKind::Process, sizeof(ProcessRecord));
  auto& record = arena.object<ProcessRecord>(handle, BlockKind::Process);
  copy_text(name, record.name, sizeof(record.name));
  copy_text(path, record.path, sizeof(record.path));
  record.daemon = daemon;
  arena.push(arena.header().processes, handle);
  return handle;
}

int exit_code_of(int status) noexcept {
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

Waiting::Waiting(ProcessRecord& record, WaitKind kind, Handle object) noexcept : record_(record) {
  record_.wait_object = static_cast<std::uint32_t>(object);
  record_.waits_for = kind;
}

Waiting::Waiting(ProcessRecord& record, std::string_view locked_path) noexcept : record_(record) {
  copy_text(locked_path, record_.wait_path, sizeof(record_.wait_path));
  record_.waits_for = WaitKind::FileLock;
}

Waiting::~Waiting() {
  record_.waits_for = WaitKind::Nothing;
}

std::vector<EndedProcess> ended_processes(const Arena& arena) {
  std::vector<EndedProcess> result;
  for_each_process(arena, [&](const ProcessRecord& record) {
    if (record.ended.load() && !record.stopped_by_run.load())
      result.push_back(ended_process(record));
  });
  std::reverse(result.begin(), result.end());
  return result;
}

std::vector<std::string> running_processes(const Arena& arena) {
  std::vector<std::string> result;
  for_each_process(arena, [&](const ProcessRecord& record) {
    if (!record.ended.load() && !is_zombie(record.pid.load()))
      result.push_back(who(record) + ": " + describe_wait(arena, record));
  });
  std::reverse(result.begin(), result.end());
  return result;
}

}  // namespace ravel::os::posix
