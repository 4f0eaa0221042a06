// A spawned child is told what it is by a file in memory that it inherits: a start order, behind it
// the arguments, and behind them what it finds open.
#include "primitives/os/posix/process_start.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <vector>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/image.h"
#include "primitives/os/posix/memory_file.h"
#include "primitives/os/posix/process_main.h"
#include "primitives/os/posix/run.h"

namespace ravel::os::posix {
namespace {

constexpr std::uint64_t kStartMagic = 0x54524154534c5652;
constexpr std::string_view kChildFlag = "--ravel-child=";
constexpr int kNotStarted = 127;  // what a shell says of a program that it cannot start

struct StartOrder {
  std::uint64_t magic;
  std::uint64_t entry;  ///< offsets in the image
  std::uint64_t target;
  std::uint64_t arguments_size;
  std::uint64_t inherited;  ///< how many descriptors
  pid_t parent;
  int arena;
  Handle self;
};

Descriptor write_order(const StartOrder& order, std::span<const std::byte> arguments,
                       std::span<const InheritedDescriptor> inherited) {
  Descriptor file = make_memory_file("ravel-start");
  std::vector<std::byte> bytes;
  for (const auto part : {std::as_bytes(std::span(&order, 1)), arguments, std::as_bytes(inherited)})
    bytes.insert(bytes.end(), part.begin(), part.end());
  for (std::size_t done = 0; done < bytes.size();)
    done += static_cast<std::size_t>(
        checked(retried([&] { return write(file.get(), &bytes[done], bytes.size() - done); }),
                "write the start order of a process"));
  return file;
}

std::vector<std::byte> read_all(int file, std::size_t offset, std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t done = 0; done < size;) {
    const auto count =
        checked(retried([&] {
                  return pread(file, &bytes[done], size - done, static_cast<off_t>(offset + done));
                }),
                "read the start order of a process");
    if (count == 0) throw std::runtime_error("the start order of a process is cut off");
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

/// What a child inherits, and nothing else: every other descriptor is close-on-exec.
class Inherited {
 public:
  Inherited() { posix_spawn_file_actions_init(&actions_); }
  Inherited(const Inherited&) = delete;
  Inherited& operator=(const Inherited&) = delete;
  ~Inherited() { posix_spawn_file_actions_destroy(&actions_); }

  /// A copy onto itself clears close-on-exec, in the child alone.
  void add(int fd) { posix_spawn_file_actions_adddup2(&actions_, fd, fd); }

  const posix_spawn_file_actions_t* actions() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

StartOrder take_order(int file) {
  const std::vector<std::byte> bytes = read_all(file, 0, sizeof(StartOrder));
  StartOrder order{};
  std::memcpy(&order, bytes.data(), sizeof(order));
  if (order.magic != kStartMagic) throw std::runtime_error("this is not a start order");
  return order;
}

std::vector<InheritedDescriptor> take_inherited(int file, const StartOrder& order) {
  std::vector<InheritedDescriptor> inherited(order.inherited);
  const std::span<std::byte> bytes = std::as_writable_bytes(std::span(inherited));
  const auto read = read_all(file, sizeof(order) + order.arguments_size, bytes.size());
  std::copy(read.begin(), read.end(), bytes.begin());
  return inherited;
}

/// The number behind the flag, or -1.
int descriptor_in(std::string_view argument) {
  argument.remove_prefix(kChildFlag.size());
  int fd = -1;
  const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), fd);
  return error == std::errc() && end == argument.data() + argument.size() ? fd : -1;
}

void close_on_exec(int fd) {
  checked(fcntl(fd, F_SETFD, FD_CLOEXEC), "fcntl");
}

[[noreturn]] void child_part(int file) {
  const Descriptor order_file(file);
  const StartOrder order = take_order(file);
  const auto arguments = read_all(file, sizeof(order), order.arguments_size);
  Arena arena{Descriptor(order.arena)};
  const auto entry = reinterpret_cast<Entry>(function_at(order.entry));
  const auto inherited = take_inherited(file, order);
  for (const int fd : {file, order.arena, arena.header().directory, arena.header().sockets})
    close_on_exec(fd);
  for (const InheritedDescriptor& each : inherited) close_on_exec(each.descriptor);
  become_process(arena, order.self, order.parent, inherited,
                 [&](Os& os) { entry(os, function_at(order.target), arguments); });
}

}  // namespace

pid_t spawn_process(const Arena& arena, Handle child, const Program& program,
                    std::span<const InheritedDescriptor> inherited) {
  StartOrder order{};
  order.magic = kStartMagic;
  order.entry = offset_of(reinterpret_cast<Function>(program.entry));
  order.target = offset_of(program.target);
  order.arguments_size = program.arguments.size();
  order.inherited = inherited.size();
  order.parent = getpid();
  order.arena = arena.descriptor();
  order.self = child;
  const Descriptor file = write_order(order, program.arguments, inherited);
  Inherited kept;
  for (const int fd : {file.get(), order.arena, arena.header().directory, arena.header().sockets,
                       arena.header().output})
    kept.add(fd);
  for (const InheritedDescriptor& each : inherited) kept.add(each.descriptor);

  std::string flag = std::string(kChildFlag) + std::to_string(file.get());
  std::string name = program_invocation_name;
  char* const arguments[] = {name.data(), flag.data(), nullptr};
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, "/proc/self/exe", kept.actions(), nullptr, arguments, environ);
  if (error != 0) throw_error(error, "start a process");
  return pid;
}

pid_t fork_process(Arena& arena, Handle child, std::span<const InheritedDescriptor> inherited,
                   const std::function<void(Os&)>& body) {
  const pid_t parent = getpid();
  const pid_t pid = checked(fork(), "start a process");
  if (pid == 0) become_process(arena, child, parent, inherited, body);
  return pid;
}

void refuse_in_spawned_child() {
  std::ifstream file("/proc/self/cmdline");
  std::string argument;
  std::getline(file, argument, '\0');
  std::getline(file, argument, '\0');
  if (argument.starts_with(kChildFlag))
    throw std::logic_error("main() has to call ravel::os::posix::child_main before anything else");
}

std::optional<int> child_main(int argc, char** argv) {
  if (argc != 2 || std::string_view(argv[1]).substr(0, kChildFlag.size()) != kChildFlag)
    return std::nullopt;
  try {
    child_part(descriptor_in(argv[1]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ravel: a child process could not start: %s\n", error.what());
  }
  return kNotStarted;
}

}  // namespace ravel::os::posix
