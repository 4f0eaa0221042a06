#include "scenarios/main/recorded_objects.h"

namespace ravel {

using os::recording::Call;
using os::recording::Entry;
using os::recording::State;
using sim::ObjectKind;

namespace {

bool ended_well(const Entry& entry) {
  return entry.state == State::Done;
}

/// What is before, or behind, the end of the first line.
std::pair<std::string, std::string> two_lines(const char* text) {
  const std::string both = text;
  const auto end = both.find('\n');
  if (end == std::string::npos) return {both, ""};
  return {both.substr(0, end), both.substr(end + 1)};
}

}  // namespace

RecordedParticipants::RecordedParticipants(std::span<const Entry> entries) {
  for (const Entry& entry : entries) {
    if (entry.call == Call::Begin && entry.thread == 0 && entry.text[0] == '\n') add_main(entry);
    if (!ended_well(entry)) continue;
    if (entry.call == Call::Spawn) add_child(entry);
    if (entry.call == Call::StartThread) add_thread(entry, entries);
  }
}

std::optional<sim::ProcessId> RecordedParticipants::add(sim::ProcessRecord record) {
  if (records_.size() == sim::kProcessesMax) return {};
  records_.push_back(std::move(record));
  return static_cast<sim::ProcessId>(records_.size() - 1);
}

void RecordedParticipants::add_main(const Entry& begin) {
  if (const auto id = add({two_lines(begin.text).second, "", 0, 0, false}))
    numbers_[{begin.process, 0}] = *id;
}

void RecordedParticipants::add_child(const Entry& spawn) {
  const auto parent = find(spawn.process, 0);
  if (!parent) return;
  const std::string& above = records_.at(*parent).path;
  const std::string path = (above.empty() ? "" : above + ":") + std::to_string(spawn.value);
  const std::string name = spawn.text[0] == '\0' ? "Process-" + path : spawn.text;
  if (const auto id = add({name, path, *parent, 0, false})) numbers_[{spawn.object, 0}] = *id;
}

// The number of a thread is known to itself alone: it began by saying which start it came from.
void RecordedParticipants::add_thread(const Entry& start, std::span<const Entry> entries) {
  const auto process = find(start.process, 0);
  if (!process) return;
  for (const Entry& begin : entries) {
    const bool came_of_it = begin.call == Call::Begin && begin.process == start.process &&
                            begin.thread != 0 && begin.value == start.order;
    if (!came_of_it) continue;
    const sim::ProcessRecord& of = records_.at(*process);
    const std::string number = std::to_string(begin.thread);
    std::string name = start.text;
    if (name.empty()) name = "Thread-" + number + (*process == 0 ? "" : " of " + of.name);
    const auto id = add({name, of.path + "/" + number, *process, begin.thread, false});
    if (!id) return;
    numbers_[{start.process, begin.thread}] = *id;
    threads_[{start.process, start.object}] = *id;
  }
}

std::optional<sim::ProcessId> RecordedParticipants::find(os::Handle process,
                                                         std::uint32_t thread) const {
  const auto found = numbers_.find({process, thread});
  if (found == numbers_.end()) return {};
  return found->second;
}

std::optional<sim::ProcessId> RecordedParticipants::find_thread(os::Handle process,
                                                                os::Handle thread) const {
  const auto found = threads_.find({process, thread});
  if (found == threads_.end()) return {};
  return found->second;
}

std::uint32_t RecordedObjects::add(ObjectKind kind, std::string name) {
  records_.push_back({kind, std::move(name)});
  return static_cast<std::uint32_t>(records_.size() - 1);
}

std::uint32_t RecordedObjects::add_numbered(ObjectKind kind, std::string_view word,
                                            const std::string& creator, bool by_main) {
  std::string name = std::string(word) + " #" + std::to_string(++made_[creator]);
  if (!by_main) name += " of " + creator;
  return add(kind, std::move(name));
}

std::uint32_t RecordedObjects::path(const std::string& name) {
  const auto [found, is_new] = paths_.try_emplace(name);
  if (is_new)
    found->second = add(name.starts_with("local:") || name.starts_with("tcp:") ? ObjectKind::Address
                                                                               : ObjectKind::File,
                        "'" + name + "'");
  return found->second;
}

std::uint32_t RecordedObjects::at(os::Handle handle, ObjectKind kind) {
  const auto [found, is_new] = objects_.try_emplace(handle);
  if (is_new) found->second = add(kind, "object of unknown origin");
  return found->second;
}

void RecordedObjects::close(sim::Step& step, os::Handle handle) {
  const End end = ends_.at(handle);
  step.value = (end.reads ? sim::kReadSide : 0) | (end.writes ? sim::kWriteSide : 0);
  if (end.reads && end.writes) step.offset = *end.reads;
  if (const auto stream = end.writes ? end.writes : end.reads) step.object = *stream;
  if (step.value == 0) step.object = at(handle, ObjectKind::Address);
}

void RecordedObjects::set_object(sim::Step& step, const Entry& entry) {
  switch (entry.call) {
    case Call::OpenFile:
    case Call::RemoveFile:
    case Call::Listen:
    case Call::Connect:
      step.object = path(entry.text);
      return;
    case Call::RenameFile:
      step.object = path(two_lines(entry.text).first);
      step.offset = path(two_lines(entry.text).second);
      return;
    case Call::ReadFile:
    case Call::WriteFile:
    case Call::CloseFile:
    case Call::LockFile:
    case Call::UnlockFile:
      step.object = at(entry.object, ObjectKind::File);
      return;
    case Call::Accept:
      step.object = at(entry.object, ObjectKind::Address);
      return;
    case Call::ReadStream:
    case Call::WriteStream: {
      const auto end = ends_.find(entry.object);
      const bool reads = entry.call == Call::ReadStream;
      const auto stream = end == ends_.end() ? std::optional<std::uint32_t>()
                          : reads            ? end->second.reads
                                             : end->second.writes;
      step.object = stream ? *stream : at(entry.object, ObjectKind::Stream);
      return;
    }
    case Call::Close:
      if (is_stream(entry.object)) close(step, entry.object);
      return;
    case Call::Acquire:
    case Call::Release:
    case Call::SemaphoreValue:
      step.object = at(entry.object, ObjectKind::Semaphore);
      return;
    default:
      step.object = at(entry.object, ObjectKind::Memory);
  }
}

// A new end of a connection has a stream for each direction: nobody knows which one is at the other
// end.
void RecordedObjects::note_ends(const Entry& entry, const std::string& creator, bool by_main) {
  const auto stream = [&] { return add_numbered(ObjectKind::Stream, "stream", creator, by_main); };
  if (entry.call == Call::CreatePipe) {
    const std::uint32_t only = stream();
    ends_[entry.object] = {only, {}};
    ends_[entry.other] = {{}, only};
    return;
  }
  const std::uint32_t there = stream();
  const std::uint32_t back = stream();
  if (entry.call == Call::CreatePair) ends_[entry.object] = {there, back};
  ends_[entry.other] = {back, there};
}

void RecordedObjects::note(const Entry& entry, const std::string& creator, bool by_main) {
  if (!ended_well(entry)) return;
  switch (entry.call) {
    case Call::CreateSemaphore:
      objects_[entry.object] = add_numbered(ObjectKind::Semaphore, "semaphore", creator, by_main);
      records_.back().initial = static_cast<std::uint32_t>(entry.value);
      records_.back().maximum = entry.offset;
      return;
    case Call::CreateMemory:
      objects_[entry.object] = add_numbered(ObjectKind::Memory, "memory", creator, by_main);
      return;
    case Call::OpenFile:
      objects_[entry.object] = path(entry.text);
      return;
    case Call::Listen:
      objects_[entry.object] = path(entry.text);
      ends_[entry.object] = {};
      return;
    case Call::CreatePipe:
    case Call::CreatePair:
    case Call::Connect:
    case Call::Accept:
      note_ends(entry, creator, by_main);
      return;
    case Call::Label: {
      const auto end = ends_.find(entry.object);
      const auto object = objects_.find(entry.object);
      if (end != ends_.end() && end->second.reads)
        records_.at(*end->second.reads).name = entry.text;
      if (end != ends_.end() && end->second.writes)
        records_.at(*end->second.writes).name = entry.text;
      else if (object != objects_.end())
        records_.at(object->second).name = entry.text;
      return;
    }
    default:
      return;
  }
}

}  // namespace ravel
