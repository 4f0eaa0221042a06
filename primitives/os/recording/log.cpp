#include "primitives/os/recording/log.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace ravel::os::recording {
namespace {

State state_of(const Entry& entry) noexcept {
  // A const object may not be behind an atomic_ref before C++26; it is only read.
  return std::atomic_ref(const_cast<Entry&>(entry).state).load(std::memory_order_acquire);
}

}  // namespace

// Numbers that all processes count up, each on a cache line of its own.
struct Log::Header {
  alignas(64) std::atomic<std::uint64_t> claimed;
  alignas(64) std::atomic<std::uint64_t> ordered;
  alignas(64) std::uint64_t entries_max;
  std::int64_t begin;
};

std::size_t Log::bytes_for(std::size_t entries_max) noexcept {
  return sizeof(Header) + entries_max * sizeof(Entry);
}

void Log::create(std::byte* memory, std::size_t entries_max, std::int64_t now) noexcept {
  auto* header = reinterpret_cast<Header*>(memory);
  header->entries_max = entries_max;
  header->begin = now;
}

Log::Log(std::byte* memory) noexcept : header_(reinterpret_cast<Header*>(memory)) {}

std::span<Entry> Log::slots() const noexcept {
  return {reinterpret_cast<Entry*>(header_ + 1), header_->entries_max};
}

Entry* Log::claim() noexcept {
  const std::uint64_t index = header_->claimed.fetch_add(1, std::memory_order_relaxed);
  return index < header_->entries_max ? &slots()[index] : nullptr;
}

std::uint64_t Log::next_order() noexcept {
  return header_->ordered.fetch_add(1);
}

std::int64_t Log::begin() const noexcept {
  return header_->begin;
}

std::vector<Entry> Log::entries() const {
  const std::uint64_t claimed = header_->claimed.load();
  std::vector<Entry> entries;
  for (const Entry& entry : slots().first(std::min(claimed, header_->entries_max)))
    // Whoever claimed it may have been killed before it wrote anything.
    if (state_of(entry) != State::Free) entries.push_back(entry);
  return entries;
}

std::uint64_t Log::left_out() const noexcept {
  const std::uint64_t claimed = header_->claimed.load();
  return claimed > header_->entries_max ? claimed - header_->entries_max : 0;
}

void set_state(Entry& entry, State state) noexcept {
  std::atomic_ref(entry.state).store(state, std::memory_order_release);
}

void copy_end(std::string_view text, char (&into)[kFileBytes]) noexcept {
  text.remove_prefix(text.size() - std::min(text.size(), sizeof(into) - 1));
  std::memcpy(into, text.data(), text.size());
}

void copy_beginning(std::string_view text, char (&into)[kTextBytes]) noexcept {
  text = text.substr(0, sizeof(into) - 1);
  std::memcpy(into, text.data(), text.size());
}

}  // namespace ravel::os::recording
