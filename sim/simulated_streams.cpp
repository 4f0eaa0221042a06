// Streams as operations, and the uses of objects.
#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "primitives/os/address.h"
#include "sim/simulated_os.h"

namespace ravel::sim {
namespace {

using os::Handle;
using os::Timeout;
using os::Where;

Handle end_handle(std::uint64_t number) noexcept {
  return static_cast<Handle>(kStreamBit | number);
}

// The simulated network is one machine.
bool is_this_machine(std::string_view host) {
  constexpr std::array<std::string_view, 4> kNames = {"127.0.0.1", "localhost", "::1", "0.0.0.0"};
  return std::ranges::find(kNames, host) != kNames.end();
}

[[noreturn]] void refuse_closed() {
  throw std::logic_error("the stream or listener is closed, or was never open in this process");
}

}  // namespace

const sim::Streams::Sides& SimulatedOs::own_end(Handle end) const {
  const sim::Streams::Sides* sides =
      is_stream(end) ? loop_.kernel().streams().find(own_process(), stream_number(end)) : nullptr;
  if (sides != nullptr) return *sides;
  note_closed();
  refuse_closed();
}

// What a thread finds closed another thread may have closed.
void SimulatedOs::note_closed() const noexcept {
  if (loop_.kernel().processes()[own_process()].threads_made > 0) loop_.note_closing();
}

std::uint32_t SimulatedOs::own_listener(Handle listener) const {
  const std::uint32_t address = own_end(listener).address;
  if (address == sim::Streams::kNone) throw std::logic_error("a stream is no listener");
  return address;
}

std::pair<Handle, Handle> SimulatedOs::create_pipe(std::size_t capacity, Where) {
  loop_.require_allowed();
  if (capacity == 0) throw std::invalid_argument("a pipe needs a capacity of at least 1 byte");
  const auto [read_end, write_end] = loop_.kernel().add_pipe(loop_.current(), capacity);
  return {end_handle(read_end), end_handle(write_end)};
}

std::pair<Handle, Handle> SimulatedOs::create_stream_pair(Where) {
  loop_.require_allowed();
  const auto [first, second] = loop_.kernel().add_stream_pair(loop_.current());
  return {end_handle(first), end_handle(second)};
}

// The object of an address; a listener may leave the port to the system.
std::uint32_t SimulatedOs::address_object(std::string_view text, bool listening) const {
  os::Address address = os::parse_address(text);
  Kernel& kernel = loop_.kernel();
  if (!address.local && !is_this_machine(address.name))
    throw std::system_error(EHOSTUNREACH, std::generic_category(),
                            "unknown host '" + address.name + "'");
  if (!address.local) address.name = "127.0.0.1";
  if (address.local || address.port != 0 || !listening)
    return kernel.named_object(ObjectKind::Address, loop_.current(), to_string(address));
  std::uint32_t object = 0;
  do {
    address.port = kernel.free_port(loop_.current());
    object = kernel.named_object(ObjectKind::Address, loop_.current(), to_string(address));
  } while (kernel.streams().listening(object));
  return object;
}

std::uint64_t SimulatedOs::perform_stream(Operation& operation) {
  loop_.perform(operation);
  if (operation.error == 0 || operation.error == ETIMEDOUT) return operation.value;
  // Another thread has closed the end since the call was made.
  if (operation.error == EBADF) refuse_closed();
  throw std::system_error(operation.error, std::generic_category(),
                          std::string(name(operation.kind)));
}

Handle SimulatedOs::listen(std::string_view address, Where where) {
  loop_.require_allowed();
  Operation operation = make(OperationKind::Listen, address_object(address, true), where);
  return end_handle(perform_stream(operation));
}

std::string SimulatedOs::listener_address(Handle listener) const {
  const Kernel& kernel = loop_.kernel();
  return kernel.name_of(kernel.objects()[own_listener(listener)]);
}

Handle SimulatedOs::accept(Handle listener, Timeout timeout, Where where) {
  loop_.require_allowed();
  Operation operation = make(OperationKind::Accept, own_listener(listener), where);
  operation.end = stream_number(listener);
  set_timeout(operation, timeout);
  const std::uint64_t accepted = perform_stream(operation);
  return operation.error == ETIMEDOUT ? os::kNoHandle : end_handle(accepted);
}

Handle SimulatedOs::connect(std::string_view address, Where where) {
  loop_.require_allowed();
  Operation operation = make(OperationKind::Connect, address_object(address, false), where);
  return end_handle(perform_stream(operation));
}

Operation SimulatedOs::transfer(OperationKind kind, Handle stream, std::size_t length,
                                Where where) const {
  loop_.require_allowed();
  const sim::Streams::Sides& sides = own_end(stream);
  if (sides.address != sim::Streams::kNone) throw std::logic_error("a listener is no stream");
  const std::uint32_t object = kind == OperationKind::ReadStream ? sides.reads : sides.writes;
  if (object == sim::Streams::kNone)
    throw std::system_error(EBADF, std::generic_category(), std::string(name(kind)));
  Operation operation = make(kind, object, where);
  operation.end = stream_number(stream);
  operation.length = length;
  operation.offset = static_cast<std::uint32_t>(std::min<std::size_t>(length, 0xFFFFFFFF));
  return operation;
}

std::size_t SimulatedOs::read_stream(Handle stream, std::span<std::byte> into, Where where) {
  return read_stream_within(stream, into, os::kForever, where).value();
}

std::optional<std::size_t> SimulatedOs::read_stream_within(Handle stream, std::span<std::byte> into,
                                                           Timeout timeout, Where where) {
  Operation operation = transfer(OperationKind::ReadStream, stream, into.size(), where);
  if (into.empty()) return 0;
  operation.bytes = into.data();
  set_timeout(operation, timeout);
  const std::uint64_t length = perform_stream(operation);
  if (operation.error == ETIMEDOUT) return {};
  return length;
}

std::size_t SimulatedOs::write_stream(Handle stream, std::span<const std::byte> bytes,
                                      Where where) {
  Operation operation = transfer(OperationKind::WriteStream, stream, bytes.size(), where);
  if (bytes.empty()) return 0;
  // The kernel only reads what a WriteStream points to.
  operation.bytes = const_cast<std::byte*>(bytes.data());
  // If it waits for ever, it is never applied.
  operation.bare = loop_.kernel().is_bare(loop_.current(), operation);
  return perform_stream(operation);
}

Look SimulatedOs::look_of(Handle object) const {
  Look look;
  if (is_own_child(object)) {
    look.kind = LookKind::Process;
    look.object = index(object);
    return look;
  }
  const sim::Streams::Sides& sides = own_end(object);
  const bool listener = sides.address != sim::Streams::kNone;
  look.kind = listener ? LookKind::Address : LookKind::Stream;
  look.object = listener ? sides.address : sides.reads;
  look.end = stream_number(object);
  if (look.object == sim::Streams::kNone)
    throw std::system_error(EBADF, std::generic_category(), "poll");
  return look;
}

std::vector<std::size_t> SimulatedOs::poll(std::span<const Handle> objects, Timeout timeout,
                                           Where where) {
  loop_.require_allowed();
  for (const Handle object : objects) look_of(object);
  Kernel& kernel = loop_.kernel();
  Operation operation =
      make(OperationKind::Poll, static_cast<std::uint32_t>(kernel.looks().size()), where);
  operation.offset = static_cast<std::uint32_t>(objects.size());
  for (const Handle object : objects) kernel.add_look(look_of(object));
  set_timeout(operation, timeout);
  loop_.perform(operation);
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < objects.size(); ++i)
    if (kernel.looks()[operation.object + i].value != 0) ready.push_back(i);
  return ready;
}

void SimulatedOs::close_stream(Handle stream, Where where) noexcept {
  if (loop_.reaping() || !is_stream(stream)) return;
  sim::Streams& streams = loop_.kernel().streams();
  const sim::Streams::Number number = stream_number(stream);
  const sim::Streams::Sides* sides = streams.find(own_process(), number);
  if (sides == nullptr) return note_closed();
  // Only the last use of a process makes a difference to anybody.
  if (!streams.is_last_use(own_process(), number)) {
    streams.close(own_process(), number);
    return;
  }
  Operation operation;
  set_closing(operation, *sides);
  operation.end = number;
  operation.where = where;
  loop_.perform_quietly(operation);
}

// Semaphores and memory live as long as the execution: nobody can tell, and numbers are never used
// twice.

void SimulatedOs::close(Handle object) noexcept {
  close_stream(object, {});
}

void SimulatedOs::share(Handle object) noexcept {
  if (is_stream(object) && !loop_.reaping())
    loop_.kernel().streams().share(own_process(), stream_number(object));
}

void SimulatedOs::label(Handle object, std::string_view name) {
  if (loop_.reaping()) return;
  if (!is_stream(object)) return loop_.notes().label(index(object), name);
  const sim::Streams::Sides& sides = own_end(object);
  if (sides.address != sim::Streams::kNone) return loop_.notes().label(sides.address, name);
  const bool duplex = sides.reads != sim::Streams::kNone && sides.writes != sim::Streams::kNone;
  const std::string text(name);
  if (sides.reads != sim::Streams::kNone)
    loop_.notes().label(sides.reads, duplex ? "to " + text : text);
  if (sides.writes != sim::Streams::kNone)
    loop_.notes().label(sides.writes, duplex ? "from " + text : text);
}

}  // namespace ravel::sim
