// Random bits of one process: the system's, or a stream that the run's seed and the process's path
// determine.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

namespace ravel::os::posix {

class Random {
 public:
  Random(std::optional<std::uint64_t> seed, std::string_view process_path) noexcept;

  /// May be called by several threads. Throws std::system_error when the system gives none.
  std::uint64_t bits();

  /// Each number in [0, alternatives) with the same probability. Throws std::invalid_argument if
  /// `alternatives` is 0.
  std::uint32_t below(std::uint32_t alternatives);

 private:
  std::mutex mutex_;
  std::optional<std::uint64_t> state_;
};

}  // namespace ravel::os::posix
