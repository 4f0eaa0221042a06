// Records of processes, and how they read in a report.
#include "primitives/os/posix/process_record.h"

#include <sys/wait.h>

#include <algorithm>
#include <fstream>

#include "primitives/os/posix/handles.h"
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
  const Handle holder = semaphore_at(arena, handle).last_holder();
  if (holder != kNoHandle)
    text += " held by " + who(arena.object<ProcessRecord>(holder, BlockKind::Process));
  return text;
}

/// "'requests'", or its number, which is the same in every process.
std::string describe_stream(const Arena& arena, Handle handle) {
  if (arena.has(handle, BlockKind::Pipe)) {
    const Block& block = arena.block(handle, BlockKind::Pipe);
    if (block.label[0] != '\0') return "'" + std::string(block.label) + "'";
  }
  for (std::uint32_t at = arena.header().labels.load(); at != 0;) {
    Block& block = arena.block(Handle{at}, BlockKind::Label);
    if (*reinterpret_cast<const Handle*>(block.object()) == handle)
      return "'" + std::string(block.label) + "'";
    at = block.next;
  }
  return std::to_string(static_cast<std::uint32_t>(handle) & ~kDescriptorBit);
}

std::string describe_thread(const Arena& arena, const ProcessRecord& waiting, Handle handle) {
  std::string text = "wait for a thread to end";
  for_each_process(arena, [&](const ProcessRecord& record) {
    const bool is_it = record.process == waiting.process && record.thread != 0 &&
                       record.thread == (static_cast<std::uint32_t>(handle) & ~kThreadBit);
    if (is_it) text = "wait for " + std::string(record.name);
  });
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
    case WaitKind::Thread:
      return describe_thread(arena, record, object);
    case WaitKind::Threads:
      return "wait for its threads to end";
    case WaitKind::Memory:
      return "wait for shared memory to change";
    case WaitKind::Read:
      return "read stream " + describe_stream(arena, object);
    case WaitKind::Write:
      return "write stream " + describe_stream(arena, object);
    case WaitKind::Accept:
      return "accept at listener " + describe_stream(arena, object);
    case WaitKind::Connect:
      return "connect stream " + describe_stream(arena, object);
    case WaitKind::Poll:
      return "poll " + std::to_string(static_cast<std::uint32_t>(object)) + " objects";
  }
  return "runs";
}

EndedProcess ended_process(const ProcessRecord& record) {
  EndedProcess ended;
  ended.name = record.name;
  ended.path = record.path;
  ended.pid = static_cast<std::uint64_t>(record.pid.load());
  ended.exit_code = record.exit_code.load();
  ended.thread = record.thread;
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
  record.process = handle;
  copy_text(name, record.name, sizeof(record.name));
  copy_text(path, record.path, sizeof(record.path));
  record.daemon = daemon;
  arena.push(arena.header().processes, handle);
  return handle;
}

Handle add_thread(Arena& arena, Handle process) {
  const Handle handle = arena.allocate(BlockKind::Process, sizeof(ProcessRecord));
  auto& record = arena.object<ProcessRecord>(handle, BlockKind::Process);
  record.process = process;
  record.thread = kNoThread;
  record.ended = true;
  record.pid = arena.object<ProcessRecord>(process, BlockKind::Process).pid.load();
  arena.push(arena.header().processes, handle);
  return handle;
}

void add_label(Arena& arena, Handle object, std::string_view name) {
  const Handle handle = arena.allocate(BlockKind::Label, sizeof(object));
  Block& block = arena.block(handle, BlockKind::Label);
  *reinterpret_cast<Handle*>(block.object()) = object;
  copy_text(name, block.label, sizeof(block.label));
  arena.push(arena.header().labels, handle);
}

int exit_code_of(int status) noexcept {
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

Waiting::Waiting(ProcessRecord& record, WaitKind kind, Handle object) noexcept : record_(record) {
  // Released, not sequentially consistent: every read of a stream does this.
  record_.wait_object.store(static_cast<std::uint32_t>(object), std::memory_order_release);
  record_.waits_for.store(kind, std::memory_order_release);
}

Waiting::Waiting(ProcessRecord& record, std::string_view locked_path) noexcept : record_(record) {
  copy_text(locked_path, record_.wait_path, sizeof(record_.wait_path));
  record_.waits_for = WaitKind::FileLock;
}

Waiting::~Waiting() {
  record_.waits_for.store(WaitKind::Nothing, std::memory_order_release);
}

std::vector<EndedProcess> ended_processes(const Arena& arena) {
  std::vector<EndedProcess> result;
  for_each_process(arena, [&](const ProcessRecord& record) {
    const bool told = record.thread == 0 || record.exception_type[0] != '\0';
    if (told && record.ended.load() && !record.stopped_by_run.load())
      result.push_back(ended_process(record));
  });
  std::reverse(result.begin(), result.end());
  return result;
}

std::vector<std::string> running_processes(const Arena& arena) {
  std::vector<std::string> result;
  for_each_process(arena, [&](const ProcessRecord& record) {
    const auto& process = arena.object<ProcessRecord>(record.process, BlockKind::Process);
    if (!record.ended.load() && !process.ended.load() && !is_zombie(record.pid.load()))
      result.push_back(who(record) + ": " + describe_wait(arena, record));
  });
  std::reverse(result.begin(), result.end());
  return result;
}

}  // namespace ravel::os::posix
