// Each observation is a block of the arena, linked in when it is complete.
#include "primitives/os/posix/observations.h"

#include <algorithm>
#include <cstring>

namespace ravel::os::posix {
namespace {

/// Followed by the bytes of the name and those of the text.
struct Observation {
  std::int64_t number;
  std::uint64_t name_length;
  std::uint64_t text_length;
  bool is_text;
};

std::pair<std::string, Observed> decode(std::byte* bytes) {
  Observation head{};
  std::memcpy(&head, bytes, sizeof(head));
  const char* text = reinterpret_cast<const char*>(bytes + sizeof(head));
  std::string name(text, head.name_length);
  if (!head.is_text) return {std::move(name), head.number};
  return {std::move(name), std::string(text + head.name_length, head.text_length)};
}

}  // namespace

void add_observation(Arena& arena, std::string_view name, const Observed& value) {
  Observation head{};
  head.name_length = name.size();
  const auto* text = std::get_if<std::string>(&value);
  head.is_text = text != nullptr;
  head.text_length = text != nullptr ? text->size() : 0;
  if (text == nullptr) head.number = std::get<std::int64_t>(value);

  const Handle handle =
      arena.allocate(BlockKind::Observation, sizeof(head) + head.name_length + head.text_length);
  std::byte* bytes = arena.block(handle, BlockKind::Observation).object();
  std::memcpy(bytes, &head, sizeof(head));
  std::memcpy(bytes + sizeof(head), name.data(), name.size());
  if (text != nullptr) std::memcpy(bytes + sizeof(head) + name.size(), text->data(), text->size());
  arena.push(arena.header().observations, handle);
}

std::vector<std::pair<std::string, Observed>> observations(const Arena& arena) {
  std::vector<std::pair<std::string, Observed>> result;
  for (std::uint32_t at = arena.header().observations.load(); at != 0;) {
    Block& block = arena.block(Handle{at}, BlockKind::Observation);
    result.push_back(decode(block.object()));
    at = block.next;
  }
  std::reverse(result.begin(), result.end());
  return result;
}

}  // namespace ravel::os::posix
