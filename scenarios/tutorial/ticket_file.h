// The file that counts the tickets: {"count": 3}.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "primitives/file.h"

namespace ravel {

inline constexpr std::string_view kTicketFile = "tickets.json";

/// Throws a nlohmann::json::exception if the file is empty at that moment.
inline int read_count(os::Os& os, os::Where where = os::Where::here()) {
  return nlohmann::json::parse(read_text(os, kTicketFile, where)).at("count").get<int>();
}

inline std::string count_as_json(std::int64_t count) {
  return nlohmann::json{{"count", count}}.dump();
}

inline void write_count(os::Os& os, std::int64_t count, os::Where where = os::Where::here()) {
  write_text(os, kTicketFile, count_as_json(count), where);
}

/// Stands for the network: the tutorial's random part of a second, in milliseconds.
inline void wait_for_network(os::Os& os) {
  os.sleep(std::chrono::milliseconds(os.entropy() % 10));
}

}  // namespace ravel
