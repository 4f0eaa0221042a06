// The part of the recording for files and streams.
#include <algorithm>

#include "primitives/os/recording/record.h"

namespace ravel::os::recording {
namespace {

std::uint32_t bytes_wanted(std::size_t size) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(size, 0xFFFFFFFF));
}

}  // namespace

Handle RecordingOs::open_file(std::string_view path, FileMode mode, Where where) {
  const Arguments arguments{
      .call = Call::OpenFile, .offset = static_cast<std::uint32_t>(mode), .text = path};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const Handle file = os_.open_file(path, mode, where);
    record.done(0, file);
    return file;
  });
}

std::size_t RecordingOs::read_file(Handle file, std::span<std::byte> into, Where where) {
  const Arguments arguments{
      .call = Call::ReadFile, .object = file, .offset = bytes_wanted(into.size())};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const std::size_t count = os_.read_file(file, into, where);
    record.done(count);
    return count;
  });
}

std::size_t RecordingOs::write_file(Handle file, std::span<const std::byte> bytes, Where where) {
  const Arguments arguments{
      .call = Call::WriteFile, .object = file, .offset = bytes_wanted(bytes.size())};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const std::size_t count = os_.write_file(file, bytes, where);
    record.done(count);
    return count;
  });
}

void RecordingOs::close_file(Handle file, Where where) noexcept {
  Record record(*this, {.call = Call::CloseFile, .object = file}, where);
  os_.close_file(file, where);
  record.done();
}

void RecordingOs::rename_file(std::string_view from, std::string_view to, Where where) {
  const std::string both = std::string(from) + "\n" + std::string(to);
  recorded(Record(*this, {.call = Call::RenameFile, .text = both}, where), [&](Record& record) {
    os_.rename_file(from, to, where);
    record.done();
  });
}

void RecordingOs::remove_file(std::string_view path, Where where) {
  recorded(Record(*this, {.call = Call::RemoveFile, .text = path}, where), [&](Record& record) {
    os_.remove_file(path, where);
    record.done();
  });
}

bool RecordingOs::lock_file(Handle file, Timeout timeout, Where where) {
  const Arguments arguments{.call = Call::LockFile, .object = file, .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const bool locked = os_.lock_file(file, timeout, where);
    locked ? record.done() : record.timed_out();
    return locked;
  });
}

void RecordingOs::unlock_file(Handle file, Where where) noexcept {
  Record record(*this, {.call = Call::UnlockFile, .object = file}, where);
  os_.unlock_file(file, where);
  record.done();
}

std::pair<Handle, Handle> RecordingOs::create_pipe(std::size_t capacity, Where where) {
  const Arguments arguments{.call = Call::CreatePipe, .value = capacity};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const auto ends = os_.create_pipe(capacity, where);
    record.set_other(ends.second);
    record.done(capacity, ends.first);
    return ends;
  });
}

std::pair<Handle, Handle> RecordingOs::create_stream_pair(Where where) {
  return recorded(Record(*this, {.call = Call::CreatePair}, where), [&](Record& record) {
    const auto ends = os_.create_stream_pair(where);
    record.set_other(ends.second);
    record.done(0, ends.first);
    return ends;
  });
}

Handle RecordingOs::listen(std::string_view address, Where where) {
  return recorded(Record(*this, {.call = Call::Listen, .text = address}, where),
                  [&](Record& record) {
                    const Handle listener = os_.listen(address, where);
                    record.done(0, listener);
                    return listener;
                  });
}

Handle RecordingOs::accept(Handle listener, Timeout timeout, Where where) {
  const Arguments arguments{.call = Call::Accept, .object = listener, .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const Handle end = os_.accept(listener, timeout, where);
    record.set_other(end);
    end == kNoHandle ? record.timed_out() : record.done();
    return end;
  });
}

Handle RecordingOs::connect(std::string_view address, Where where) {
  return recorded(Record(*this, {.call = Call::Connect, .text = address}, where),
                  [&](Record& record) {
                    const Handle end = os_.connect(address, where);
                    record.set_other(end);
                    record.done();
                    return end;
                  });
}

std::size_t RecordingOs::read_stream(Handle stream, std::span<std::byte> into, Where where) {
  return read_stream_within(stream, into, kForever, where).value();
}

std::optional<std::size_t> RecordingOs::read_stream_within(Handle stream, std::span<std::byte> into,
                                                           Timeout timeout, Where where) {
  const Arguments arguments{.call = Call::ReadStream,
                            .object = stream,
                            .offset = bytes_wanted(into.size()),
                            .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const std::optional<std::size_t> count = os_.read_stream_within(stream, into, timeout, where);
    count ? record.done(*count) : record.timed_out();
    return count;
  });
}

std::size_t RecordingOs::write_stream(Handle stream, std::span<const std::byte> bytes,
                                      Where where) {
  const Arguments arguments{
      .call = Call::WriteStream, .object = stream, .offset = bytes_wanted(bytes.size())};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    const std::size_t count = os_.write_stream(stream, bytes, where);
    record.done(count);
    return count;
  });
}

std::vector<std::size_t> RecordingOs::poll(std::span<const Handle> objects, Timeout timeout,
                                           Where where) {
  const Arguments arguments{.call = Call::Poll,
                            .object = objects.empty() ? kNoHandle : objects.front(),
                            .offset = bytes_wanted(objects.size()),
                            .timed = timeout.has_value()};
  return recorded(Record(*this, arguments, where), [&](Record& record) {
    std::vector<std::size_t> ready = os_.poll(objects, timeout, where);
    ready.empty() && timeout ? record.timed_out() : record.done(ready.size());
    return ready;
  });
}

void RecordingOs::close_stream(Handle stream, Where where) noexcept {
  Record record(*this, {.call = Call::Close, .object = stream}, where);
  os_.close_stream(stream, where);
  record.done();
}

void RecordingOs::close(Handle object) noexcept {
  Record record(*this, {.call = Call::Close, .object = object}, {});
  os_.close(object);
  record.done();
}

}  // namespace ravel::os::recording
