// Set-up, body, verdict, children, end.
#include "primitives/os/posix/process_main.h"

#include <cxxabi.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <typeinfo>

#include "primitives/os/posix/posix_os.h"
#include "primitives/os/posix/process_record.h"
#include "primitives/os/posix/signals.h"

namespace ravel::os::posix {
namespace {

constexpr int kUncaughtException = 1;

std::string demangled(const std::type_info& type) {
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, nullptr), &std::free);
  return text ? text.get() : type.name();
}

/// Records the exception and says it on stderr, in one piece.
int report(ProcessRecord& record, const std::string& type, const char* message) {
  copy_text(type, record.exception_type, sizeof(record.exception_type));
  copy_text(message, record.exception_message, sizeof(record.exception_message));
  const std::string colon = *message == '\0' ? "" : ": ";
  std::fprintf(stderr, "%s\n", (record.name + (": " + type) + colon + message).c_str());
  return kUncaughtException;
}

int run_body(Os& os, ProcessRecord& record, const std::function<void(Os&)>& body) {
  try {
    body(os);
    return 0;
  } catch (const AssertionFailed& failed) {
    record.assertion = true;
    return report(record, demangled(typeid(failed)), failed.what());
  } catch (const std::exception& error) {
    return report(record, demangled(typeid(error)), error.what());
  } catch (...) {
    return report(record, demangled(*abi::__cxa_current_exception_type()), "");
  }
}

void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A parent that ended before the line above sent nothing.
  if (getppid() != parent) std::raise(SIGKILL);
}

int live(Arena& arena, Handle self, const std::function<void(Os&)>& body) {
  auto& record = arena.object<ProcessRecord>(self, BlockKind::Process);
  record.pid = getpid();
  const std::unique_ptr<ProcessOs> os = make_os(arena, self);
  const int code = run_body(*os, record, body);
  os->wait_for_children();
  return code;
}

}  // namespace

void become_process(Arena& arena, Handle self, pid_t parent,
                    const std::function<void(Os&)>& body) noexcept {
  die_with(parent);
  reset_handlers();
  unblock_signals();
  const int code = live(arena, self, body);
  end_process(arena, self, code);
}

}  // namespace ravel::os::posix
