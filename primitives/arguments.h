// The arguments of a child, encoded as bytes: two cereal archives that append to and read from
// plain memory, because children are spawned in the simulator's hot loop and streams are not cheap.
//
// They take what cereal's binary archive takes: numbers, and with cereal's headers the standard
// types, and every type with `serialize`, or `save` and `load`. Beyond that they carry handles, so
// that primitives can be arguments.
#pragma once

#include <cereal/cereal.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/os/os.h"

namespace ravel {

class ArgumentWriter final
    : public cereal::OutputArchive<ArgumentWriter, cereal::AllowEmptyClassElision> {
 public:
  ArgumentWriter() : OutputArchive(this) {}

  void write(const void* bytes, std::size_t size);

  /// Names an object. The child gets its own use of it.
  void handle(os::Handle handle);

  const std::vector<std::byte>& bytes() const noexcept { return bytes_; }
  std::vector<std::byte> take_bytes() noexcept { return std::move(bytes_); }

  /// The objects that were named, each of them once.
  const std::vector<os::Handle>& handles() const noexcept { return handles_; }

 private:
  friend class EncodedArguments;

  std::vector<std::byte> bytes_;
  std::vector<os::Handle> handles_;
};

/// What bytes are read as: the arguments of a child, or a message. A message comes from somebody
/// who may be anybody, and cannot carry handles (std::runtime_error).
enum class Encoded : std::uint8_t { Arguments, Message };

/// Reads what an ArgumentWriter wrote. Bytes that end too early are a std::runtime_error.
class ArgumentReader final
    : public cereal::InputArchive<ArgumentReader, cereal::AllowEmptyClassElision> {
 public:
  /// `bytes` must outlive the reader.
  ArgumentReader(os::Os& os, std::span<const std::byte> bytes, Encoded encoded = Encoded::Arguments)
      : InputArchive(this), os_(os), encoded_(encoded), rest_(bytes) {}

  void read(void* into, std::size_t size);

  /// Refuses a message that speaks of more elements than it has bytes: std::runtime_error.
  void check_count(std::uint64_t elements) const;

  /// A handle, and with it one use of its object, which the caller owns from now on.
  os::Handle handle();

  /// Throws std::runtime_error if bytes are left.
  void finish() const;

  os::Os& os() const noexcept { return os_; }

  /// What all copies of an object keep in this process, beside what the system shares: one State
  /// for each handle, made when it is asked for first.
  template <class State>
  std::shared_ptr<State> shared_state(os::Handle handle) {
    std::shared_ptr<void>& state = states_[handle];
    if (!state) state = std::make_shared<State>();
    return std::static_pointer_cast<State>(state);
  }

 private:
  std::string_view noun() const noexcept;

  os::Os& os_;
  Encoded encoded_;
  std::span<const std::byte> rest_;
  std::vector<os::Handle> seen_;
  std::map<os::Handle, std::shared_ptr<void>> states_;
};

template <class T>
requires std::is_arithmetic_v<T>
void save(ArgumentWriter& writer, const T& number) {
  writer.write(&number, sizeof number);
}

template <class T>
requires std::is_arithmetic_v<T>
void load(ArgumentReader& reader, T& number) {
  reader.read(&number, sizeof number);
}

template <class T>
void save(ArgumentWriter& writer, const cereal::BinaryData<T>& data) {
  writer.write(data.data, static_cast<std::size_t>(data.size));
}

template <class T>
void load(ArgumentReader& reader, cereal::BinaryData<T>& data) {
  reader.read(data.data, static_cast<std::size_t>(data.size));
}

template <class Archive, class T>
requires std::is_same_v<Archive, ArgumentWriter> || std::is_same_v<Archive, ArgumentReader>
void serialize(Archive& archive, cereal::NameValuePair<T>& pair) {
  archive(pair.value);
}

template <class Archive, class T>
requires std::is_same_v<Archive, ArgumentWriter> || std::is_same_v<Archive, ArgumentReader>
void serialize(Archive& archive, cereal::SizeTag<T>& tag) {
  archive(tag.size);
  if constexpr (std::is_same_v<Archive, ArgumentReader>) archive.check_count(tag.size);
}

}  // namespace ravel

// Cereal asks for the counterpart of an archive when a type is written one way and read another.
namespace cereal::traits::detail {

template <>
struct get_output_from_input<ravel::ArgumentReader> {
  using type = ravel::ArgumentWriter;
};

template <>
struct get_input_from_output<ravel::ArgumentWriter> {
  using type = ravel::ArgumentReader;
};

}  // namespace cereal::traits::detail
