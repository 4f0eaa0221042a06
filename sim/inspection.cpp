#include "sim/inspection.h"

#include "sim/loop.h"

namespace ravel::sim {

std::size_t Inspection::processes() const noexcept {
  return loop_.kernel().processes().size();
}

std::size_t Inspection::objects() const noexcept {
  return loop_.kernel().objects().size();
}

std::string Inspection::path_of(ProcessId process) const {
  return loop_.kernel().path_of(process);
}

std::string Inspection::name_of(std::uint32_t object) const {
  return loop_.name_of_object(object);
}

Trace Inspection::names() const {
  const Kernel& kernel = loop_.kernel();
  Trace trace;
  for (std::size_t id = 0; id < processes(); ++id) {
    const auto process = static_cast<ProcessId>(id);
    trace.processes.push_back({loop_.name_of(process), path_of(process)});
  }
  for (std::uint32_t i = 0; i < objects(); ++i)
    trace.objects.push_back({kernel.objects()[i].kind, name_of(i)});
  trace.looks = kernel.looks();
  return trace;
}

bool Inspection::possible(ProcessId process, const Operation& operation) const {
  return loop_.kernel().enabled(process, operation);
}

std::optional<std::uint64_t> Inspection::amount_in(std::uint32_t object) const {
  const Kernel& kernel = loop_.kernel();
  const Object& known = kernel.objects()[object];
  switch (known.kind) {
    case ObjectKind::Semaphore:
      return known.value;
    case ObjectKind::Memory:
      return known.limit;
    case ObjectKind::Stream:
      return kernel.streams().held_in(object);
    case ObjectKind::Address:
      return kernel.streams().listening(object) ? 1 : 0;
    case ObjectKind::File:
      break;
  }
  return kernel.files().size_of(kernel.name_of(known));
}

std::span<const std::byte> Inspection::bytes_of(std::uint32_t memory) const {
  const Kernel& kernel = loop_.kernel();
  return kernel.bytes_of(kernel.objects()[memory]);
}

}  // namespace ravel::sim
