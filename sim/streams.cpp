#include "sim/streams.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ravel::sim {
namespace {

// A number has the creator above these bits, and its count in them.
constexpr std::uint32_t kCountBits = 20;

}  // namespace

void Streams::reset() noexcept {
  streams_used_ = 0;
  ends_used_ = 0;
  for (auto& made : made_by_) made.clear();
}

std::uint32_t Streams::add_stream(std::size_t capacity) {
  if (streams_used_ == streams_.size()) streams_.emplace_back();
  Stream& stream = streams_[streams_used_];
  stream.bytes.clear();
  stream.taken = 0;
  stream.capacity = capacity;
  return static_cast<std::uint32_t>(streams_used_++);
}

std::uint32_t Streams::add_end(ProcessId creator, const Sides& sides) {
  if (made_by_.size() <= creator) made_by_.resize(creator + std::size_t{1});
  if (ends_used_ == ends_.size()) ends_.emplace_back();
  const auto index = static_cast<std::uint32_t>(ends_used_++);
  std::vector<std::uint32_t>& made = made_by_[creator];
  os::ensure(made.size() < (1u << kCountBits), "a process has made too many ends of streams");
  End& end = ends_[index];
  end.number = std::uint32_t{creator} << kCountBits | static_cast<std::uint32_t>(made.size());
  made.push_back(index);
  end.sides = sides;
  end.reads = end.writes = kNone;
  end.open = true;
  end.uses.clear();
  end.waiting.clear();
  return index;
}

void Streams::tie(std::uint32_t stream, std::uint32_t read_end, std::uint32_t write_end) noexcept {
  streams_[stream].read_end = read_end;
  streams_[stream].write_end = write_end;
  ends_[read_end].reads = stream;
  ends_[write_end].writes = stream;
}

std::pair<Streams::Number, Streams::Number> Streams::add_pipe(ProcessId creator, ProcessId owner,
                                                              std::uint32_t object,
                                                              std::size_t capacity) {
  const std::uint32_t read_end = add_end(creator, {object, kNone, kNone});
  const std::uint32_t write_end = add_end(creator, {kNone, object, kNone});
  tie(add_stream(capacity), read_end, write_end);
  ends_[read_end].uses.push_back({owner, 1});
  ends_[write_end].uses.push_back({owner, 1});
  return {ends_[read_end].number, ends_[write_end].number};
}

std::pair<std::uint32_t, std::uint32_t> Streams::add_tied_ends(
    ProcessId creator, std::pair<std::uint32_t, std::uint32_t> objects, std::size_t capacity) {
  const std::uint32_t first = add_end(creator, {objects.first, objects.second, kNone});
  const std::uint32_t second = add_end(creator, {objects.second, objects.first, kNone});
  tie(add_stream(capacity), first, second);
  tie(add_stream(capacity), second, first);
  return {first, second};
}

std::pair<Streams::Number, Streams::Number> Streams::add_pair(
    ProcessId creator, ProcessId owner, std::pair<std::uint32_t, std::uint32_t> objects,
    std::size_t capacity) {
  const auto [first, second] = add_tied_ends(creator, objects, capacity);
  ends_[first].uses.push_back({owner, 1});
  ends_[second].uses.push_back({owner, 1});
  return {ends_[first].number, ends_[second].number};
}

std::uint32_t Streams::index_of(Number number) const noexcept {
  const std::size_t creator = number >> kCountBits;
  const std::size_t count = number & ((1u << kCountBits) - 1);
  if (creator >= made_by_.size() || count >= made_by_[creator].size()) return kNone;
  return made_by_[creator][count];
}

const Streams::Use* Streams::use_of(const End& end, ProcessId process) noexcept {
  for (const Use& use : end.uses)
    if (use.process == process) return &use;
  return nullptr;
}

const Streams::End* Streams::open_end(ProcessId process, Number number) const noexcept {
  const std::uint32_t index = index_of(number);
  return index != kNone && use_of(ends_[index], process) ? &ends_[index] : nullptr;
}

Streams::End* Streams::open_end(ProcessId process, Number number) noexcept {
  return const_cast<End*>(std::as_const(*this).open_end(process, number));
}

const Streams::Sides* Streams::find(ProcessId process, Number number) const noexcept {
  const End* end = open_end(process, number);
  return end ? &end->sides : nullptr;
}

bool Streams::reads_back(ProcessId process, Number number) const noexcept {
  const End* end = open_end(process, number);
  return end && end->writes != kNone && use_of(ends_[streams_[end->writes].read_end], process);
}

void Streams::share(ProcessId process, Number number) noexcept {
  if (End* end = open_end(process, number)) ++const_cast<Use*>(use_of(*end, process))->count;
}

void Streams::inherit(ProcessId parent, ProcessId child, Number number) noexcept {
  if (End* end = open_end(parent, number)) end->uses.push_back({child, 1});
}

bool Streams::is_last_use(ProcessId process, Number number) const noexcept {
  const End* end = open_end(process, number);
  return end && use_of(*end, process)->count == 1;
}

bool Streams::close(ProcessId process, Number number) noexcept {
  End* end = open_end(process, number);
  if (!end) return false;
  const auto use = std::find_if(end->uses.begin(), end->uses.end(),
                                [process](const Use& each) { return each.process == process; });
  if (--use->count > 0) return false;
  end->uses.erase(use);
  if (end->uses.empty()) shut(*end);
  return true;
}

void Streams::close_all(ProcessId process) noexcept {
  for (std::size_t i = 0; i < ends_used_; ++i)
    while (use_of(ends_[i], process)) close(process, ends_[i].number);
}

// Connections that nobody will accept are closed with their listener.
void Streams::shut(End& end) noexcept {
  end.open = false;
  for (const std::uint32_t waiting : end.waiting) shut(ends_[waiting]);
  end.waiting.clear();
}

Streams::Number Streams::first_open(ProcessId process) const noexcept {
  for (std::size_t i = 0; i < ends_used_; ++i)
    if (use_of(ends_[i], process)) return ends_[i].number;
  return kNone;
}

bool Streams::readable(ProcessId process, Number number) const noexcept {
  const End* end = open_end(process, number);
  if (!end || end->reads == kNone) return true;
  const Stream& stream = streams_[end->reads];
  return stream.held() > 0 || !is_open(stream.write_end);
}

bool Streams::writable(ProcessId process, Number number) const noexcept {
  const End* end = open_end(process, number);
  if (!end || end->writes == kNone) return true;
  const Stream& stream = streams_[end->writes];
  return stream.held() < stream.capacity || !is_open(stream.read_end);
}

bool Streams::acceptable(ProcessId process, Number number) const noexcept {
  const End* end = open_end(process, number);
  return !end || !end->waiting.empty();
}

Streams::Result Streams::read(ProcessId process, Number number, std::span<std::byte> into) {
  const End* end = open_end(process, number);
  if (!end || end->reads == kNone) return {0, EBADF};
  Stream& stream = streams_[end->reads];
  const std::size_t count = std::min(into.size(), stream.held());
  if (count == 0) return {};
  std::memcpy(into.data(), stream.bytes.data() + stream.taken, count);
  stream.taken += count;
  if (stream.held() == 0) {
    stream.bytes.clear();
    stream.taken = 0;
  }
  return {count, 0};
}

Streams::Result Streams::write(ProcessId process, Number number, std::span<const std::byte> bytes) {
  const End* end = open_end(process, number);
  if (!end || end->writes == kNone) return {0, EBADF};
  if (bytes.empty()) return {};
  Stream& stream = streams_[end->writes];
  if (!is_open(stream.read_end)) return {0, EPIPE};
  const std::size_t count = std::min(bytes.size(), stream.capacity - stream.held());
  // What was read is dropped when it is more than what is left: so each byte moves once at most.
  if (stream.taken > stream.held()) {
    stream.bytes.erase(0, stream.taken);
    stream.taken = 0;
  }
  stream.bytes.append(reinterpret_cast<const char*>(bytes.data()), count);
  return {count, 0};
}

std::uint32_t Streams::listener_at(std::uint32_t address) const noexcept {
  for (std::size_t i = 0; i < ends_used_; ++i)
    if (ends_[i].open && ends_[i].sides.address == address) return static_cast<std::uint32_t>(i);
  return kNone;
}

Streams::Result Streams::listen(ProcessId creator, ProcessId owner, std::uint32_t address) {
  if (listening(address)) return {0, EADDRINUSE};
  const std::uint32_t listener = add_end(creator, {kNone, kNone, address});
  ends_[listener].uses.push_back({owner, 1});
  return {ends_[listener].number, 0};
}

Streams::Result Streams::connect(ProcessId creator, ProcessId owner, std::uint32_t address,
                                 std::pair<std::uint32_t, std::uint32_t> objects,
                                 std::size_t capacity) {
  const std::uint32_t listener = listener_at(address);
  if (listener == kNone) return {0, ECONNREFUSED};
  const auto [near, far] = add_tied_ends(creator, objects, capacity);
  ends_[near].uses.push_back({owner, 1});
  ends_[listener].waiting.push_back(far);
  return {ends_[near].number, 0};
}

Streams::Result Streams::accept(ProcessId process, Number listener) {
  End* end = open_end(process, listener);
  if (!end || end->waiting.empty()) return {0, EBADF};
  const std::uint32_t accepted = end->waiting.front();
  end->waiting.erase(end->waiting.begin());
  ends_[accepted].uses.push_back({process, 1});
  return {ends_[accepted].number, 0};
}

ProcessSet Streams::users(std::uint32_t end) const noexcept {
  ProcessSet processes;
  for (const Use& use : ends_[end].uses) processes.add(use.process);
  return processes;
}

std::size_t Streams::held_in(std::uint32_t object) const noexcept {
  for (std::size_t end = 0; end < ends_used_; ++end)
    if (ends_[end].sides.reads == object) return streams_[ends_[end].reads].held();
  return 0;
}

ProcessSet Streams::writers(Number number) const noexcept {
  const std::uint32_t end = index_of(number);
  if (end == kNone || ends_[end].reads == kNone) return {};
  return users(streams_[ends_[end].reads].write_end);
}

ProcessSet Streams::readers(Number number) const noexcept {
  const std::uint32_t end = index_of(number);
  if (end == kNone || ends_[end].writes == kNone) return {};
  return users(streams_[ends_[end].writes].read_end);
}

void set_closing(Operation& operation, const Streams::Sides& sides) noexcept {
  constexpr std::uint32_t kNone = Streams::kNone;
  operation.kind = OperationKind::CloseStream;
  operation.value =
      (sides.reads != kNone ? kReadSide : 0) | (sides.writes != kNone ? kWriteSide : 0);
  operation.object = sides.address != kNone ? sides.address : sides.writes;
  if (operation.object == kNone) operation.object = sides.reads;
  if (operation.value == (kReadSide | kWriteSide)) operation.offset = sides.reads;
}

}  // namespace ravel::sim
