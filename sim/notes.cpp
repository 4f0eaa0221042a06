#include "sim/notes.h"

namespace ravel::sim {
namespace {

constexpr const char* kStackIsFull = "its stack of 512 KiB is full; does it recurse without end?";
static_assert(kFiberStackBytes == 512 * 1024);
constexpr const char* kWouldEndAll =
    "that would end the whole check; a process ends itself by os.exit";

}  // namespace

void Notes::reset() noexcept {
  labels_.clear();
  execution_.observations_count = 0;
  execution_.output.clear();
}

void Notes::label(std::uint32_t object, std::string_view name) {
  labels_.emplace_back(object, std::string(name));
}

void Notes::fail(ProcessId process, std::string_view why, os::Where where) {
  execution_.exceptions.push_back(
      {process, "", std::string(why), true, where.file + (":" + std::to_string(where.line))});
}

void Notes::crash(ProcessId process, const os::Crash& crash, const Fiber& fiber) {
  const std::string_view what = crash.what;
  UncaughtException end{process, std::string(what), "", false};
  if (what.ends_with("exit")) {
    end.type += "(" + std::to_string(crash.code) + ")";
    end.message = kWouldEndAll;
  } else if (fiber.overflows_at(crash.address)) {
    end.message = kStackIsFull;
  }
  execution_.exceptions.push_back(std::move(end));
}

ObservedValue& Notes::observation(std::string_view name) {
  auto& all = execution_.observations;
  std::size_t& used = execution_.observations_count;
  for (std::size_t i = 0; i < used; ++i)
    if (all[i].name == name) return all[i];
  if (used == all.size()) all.emplace_back();
  all[used].name.assign(name);
  return all[used++];
}

}  // namespace ravel::sim
