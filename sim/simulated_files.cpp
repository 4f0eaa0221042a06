// Files as operations.
#include <stdexcept>
#include <system_error>

#include "sim/simulated_os.h"

namespace ravel::sim {
namespace {

using os::Handle;
using os::Timeout;
using os::Where;

// Paths that the real backends refuse too.
void check_path(std::string_view path) {
  const bool leaves = path.starts_with('/') || path == ".." || path.starts_with("../") ||
                      path.find("/../") != std::string_view::npos || path.ends_with("/..");
  if (leaves || path.empty())
    throw std::invalid_argument("path '" + std::string(path) +
                                "' must be relative and stay inside the run's directory");
}

}  // namespace

Operation SimulatedOs::named(OperationKind kind, std::string_view path, Where where) {
  check_path(path);
  Operation operation =
      make(kind, loop_.kernel().named_object(ObjectKind::File, loop_.current(), path), where);
  operation.path = path;
  return operation;
}

bool SimulatedOs::is_own_file(Handle file) const noexcept {
  return loop_.reaping() || loop_.kernel().files().has_open(own_process(), index(file));
}

Handle SimulatedOs::own_file(Handle file) const {
  if (!is_own_file(file))
    throw std::logic_error("the file is closed, or was opened by another process");
  return file;
}

Operation SimulatedOs::opened(OperationKind kind, Handle file, Where where) const noexcept {
  os::ensure(is_own_file(file), "a handle does not name an open file of this process");
  Operation operation = make(kind, loop_.kernel().open_object(index(file)), where);
  operation.offset = index(file);
  operation.content = loop_.kernel().files().content_of(index(file));
  return operation;
}

std::string_view SimulatedOs::path_of(const Operation& operation) const {
  const Kernel& kernel = loop_.kernel();
  return kernel.name_of(kernel.objects()[operation.object]);
}

std::uint64_t SimulatedOs::perform_named(Operation& operation, std::string_view path) {
  loop_.perform(operation);
  if (operation.error != 0)
    throw std::system_error(operation.error, std::generic_category(), std::string(path));
  return operation.value;
}

Handle SimulatedOs::open_file(std::string_view path, os::FileMode mode, Where where) {
  Operation operation = named(OperationKind::OpenFile, path, where);
  operation.mode = mode;
  operation.offset = static_cast<std::uint32_t>(mode);
  return static_cast<Handle>(perform_named(operation, path));
}

std::size_t SimulatedOs::read_file(Handle file, std::span<std::byte> into, Where where) {
  Operation operation = opened(OperationKind::ReadFile, own_file(file), where);
  operation.bytes = into.data();
  operation.length = into.size();
  return perform_named(operation, path_of(operation));
}

std::size_t SimulatedOs::write_file(Handle file, std::span<const std::byte> bytes, Where where) {
  Operation operation = opened(OperationKind::WriteFile, own_file(file), where);
  // The kernel only reads what a WriteFile points to.
  operation.bytes = const_cast<std::byte*>(bytes.data());
  operation.length = bytes.size();
  return perform_named(operation, path_of(operation));
}

void SimulatedOs::close_file(Handle file, Where where) noexcept {
  Operation operation = opened(OperationKind::CloseFile, file, where);
  loop_.perform_quietly(operation);
}

void SimulatedOs::rename_file(std::string_view from, std::string_view to, Where where) {
  check_path(to);
  Operation operation = named(OperationKind::RenameFile, from, where);
  operation.path_to = to;
  operation.offset = loop_.kernel().named_object(ObjectKind::File, loop_.current(), to);
  perform_named(operation, from);
}

void SimulatedOs::remove_file(std::string_view path, Where where) {
  Operation operation = named(OperationKind::RemoveFile, path, where);
  perform_named(operation, path);
}

bool SimulatedOs::lock_file(Handle file, Timeout timeout, Where where) {
  Operation operation = opened(OperationKind::LockFile, own_file(file), where);
  // Locking again what one has locked is nobody else's concern.
  if (loop_.kernel().files().locked_by(index(file))) operation.content = 0;
  set_timeout(operation, timeout);
  loop_.perform(operation);
  return operation.value != 0;
}

void SimulatedOs::unlock_file(Handle file, Where where) noexcept {
  Operation operation = opened(OperationKind::UnlockFile, file, where);
  loop_.perform_quietly(operation);
}

}  // namespace ravel::sim
