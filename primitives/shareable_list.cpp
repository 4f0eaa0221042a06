// The layout: a mark and the length; where each slot begins and the last one ends; the slots. A
// slot is the kind of its value and the number of its bytes, and the bytes.
#include "primitives/shareable_list.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>

namespace ravel {
namespace {

constexpr std::size_t kWord = 8;
constexpr std::uint64_t kMark = 0x5453494c;  // "LIST", in the upper half of the first word

std::size_t bytes_of(const ListItem& item) {
  const auto* text = std::get_if<std::string>(&item);
  return text == nullptr ? kWord : text->size();
}

std::size_t width_of(const ListItem& item) {
  return std::max(kWord, (bytes_of(item) + kWord - 1) / kWord * kWord);
}

/// What a value of a fixed size looks like as a word.
std::uint64_t word_of(const ListItem& item) {
  std::uint64_t word = 0;
  if (const auto* number = std::get_if<std::int64_t>(&item)) std::memcpy(&word, number, kWord);
  if (const auto* real = std::get_if<double>(&item)) std::memcpy(&word, real, kWord);
  if (const auto* flag = std::get_if<bool>(&item)) word = *flag ? 1 : 0;
  return word;
}

template <class T>
T value_of(std::uint64_t word) {
  T value{};
  std::memcpy(&value, &word, kWord);
  return value;
}

void write_slot(const SharedMemory& memory, std::size_t at, const ListItem& item, os::Where where) {
  memory.store(at, std::uint64_t{item.index()} << 32 | bytes_of(item), where);
  if (const auto* text = std::get_if<std::string>(&item))
    memory.write(at + kWord, std::as_bytes(std::span(*text)), where);
  else
    memory.store(at + kWord, word_of(item), where);
}

}  // namespace

ShareableList::ShareableList(os::Os& os, const std::vector<ListItem>& items, std::string_view name,
                             os::Where where) {
  const std::size_t first = kWord * (items.size() + 2);
  std::size_t end = first;
  for (const ListItem& item : items) end += kWord + width_of(item);
  memory_ = SharedMemory::create(os, end, name, where);
  std::size_t at = first;
  for (std::size_t i = 0; i < items.size(); ++i) {
    memory_.store(kWord * (i + 1), std::uint64_t{at}, where);
    write_slot(memory_, at, items[i], where);
    at += kWord + width_of(items[i]);
  }
  memory_.store(kWord * (items.size() + 1), std::uint64_t{at}, where);
  // Last, so that nobody takes it for a list before it is one.
  memory_.store(0, kMark << 32 | items.size(), where);
}

ShareableList ShareableList::attach(os::Os& os, std::string_view name, os::Where where) {
  ShareableList list;
  list.memory_ = SharedMemory::attach(os, name, where);
  if (list.memory_.size() < 2 * kWord || list.memory_.load<std::uint64_t>(0, where) >> 32 != kMark)
    throw std::runtime_error("shared memory '" + std::string(name) + "' is no list");
  return list;
}

ShareableList ShareableList::copy(os::Os& os, std::string_view name, os::Where where) const {
  return {os, items(where), name, where};
}

std::size_t ShareableList::size(os::Where where) const {
  return memory_.load<std::uint64_t>(0, where) & 0xFFFFFFFF;
}

std::size_t ShareableList::slot(std::size_t index, os::Where where) const {
  const std::size_t length = size(where);
  if (index >= length)
    throw std::out_of_range("index " + std::to_string(index) + " in a list of " +
                            std::to_string(length));
  return memory_.load<std::uint64_t>(kWord * (index + 1), where);
}

ListItem ShareableList::get(std::size_t index, os::Where where) const {
  const std::size_t at = slot(index, where);
  const auto head = memory_.load<std::uint64_t>(at, where);
  if (head >> 32 == ListItem(std::string()).index()) {
    std::string text(head & 0xFFFFFFFF, '\0');
    memory_.read(at + kWord, std::as_writable_bytes(std::span(text)), where);
    return text;
  }
  const auto word = memory_.load<std::uint64_t>(at + kWord, where);
  switch (head >> 32) {
    case 1:
      return word != 0;
    case 2:
      return value_of<std::int64_t>(word);
    case 3:
      return value_of<double>(word);
    default:
      return std::monostate();
  }
}

void ShareableList::set(std::size_t index, const ListItem& item, os::Where where) {
  const std::size_t at = slot(index, where);
  const std::size_t end = memory_.load<std::uint64_t>(kWord * (index + 2), where);
  const std::size_t width = end - at - kWord;
  if (bytes_of(item) > width)
    throw std::invalid_argument("a text of " + std::to_string(bytes_of(item)) +
                                " bytes in a slot of " + std::to_string(width) +
                                ": the first value of an element decides its width");
  write_slot(memory_, at, item, where);
}

std::vector<ListItem> ShareableList::items(os::Where where) const {
  std::vector<ListItem> all;
  for (std::size_t i = 0, length = size(where); i < length; ++i) all.push_back(get(i, where));
  return all;
}

std::size_t ShareableList::count(const ListItem& item, os::Where where) const {
  return static_cast<std::size_t>(std::ranges::count(items(where), item));
}

std::size_t ShareableList::index(const ListItem& item, os::Where where) const {
  const std::vector<ListItem> all = items(where);
  const auto found = std::ranges::find(all, item);
  if (found == all.end()) throw std::invalid_argument("the list has no such element");
  return static_cast<std::size_t>(found - all.begin());
}

}  // namespace ravel
