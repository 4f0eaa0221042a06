// The entry of one call, from before the call to its end. Internal to the recording.
#pragma once

#include <system_error>

#include "primitives/os/recording/recording_os.h"

namespace ravel::os::recording {

/// What the entry of a call begins with.
struct Arguments {
  Call call{};
  Handle object = kNoHandle;
  std::uint32_t offset = 0;
  std::uint64_t value = 0;
  std::string_view text = {};
  std::uint8_t size = 0;
  bool plain = false;
  bool timed = false;
};

class RecordingOs::Record {
 public:
  /// Writes down that the call begins.
  Record(RecordingOs& os, const Arguments& arguments, Where where) noexcept;

  /// Completes the entry. A call that gives something away has its number already.
  void done(std::uint64_t value, Handle object) noexcept;
  void done(std::uint64_t value) noexcept;
  void done() noexcept;
  void timed_out() noexcept;
  void failed(int error) noexcept;
  void set_other(Handle other) noexcept;

  std::uint64_t order() const noexcept { return entry_ == nullptr ? 0 : entry_->order; }

 private:
  void end(State state) noexcept;

  RecordingOs& os_;
  Entry* entry_;  // null: there was no room
};

/// Calls `perform(record)`; an exception that leaves it completes the entry and goes on.
template <class Record, class Perform>
auto recorded(Record record, Perform perform) {
  try {
    return perform(record);
  } catch (const std::system_error& error) {
    record.failed(error.code().value());
    throw;
  } catch (...) {
    record.failed(0);
    throw;
  }
}

}  // namespace ravel::os::recording
