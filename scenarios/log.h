// The order in which processes do what can be seen: one letter for each line that a tutorial
// prints. Printing itself orders nothing in a check; a log does, where the order is the subject.
#pragma once

#include <string>

#include "checker/parameters.h"
#include "primitives/os/os.h"
#include "primitives/raw_array.h"
#include "scenarios/atomic.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same log.
class Log {
 public:
  Log() noexcept = default;

  /// For so many letters. One that is not `kept` forgets all of them, at no cost.
  Log(os::Os& os, std::size_t capacity, bool kept = true, os::Where where = os::Where::here())
      : kept_(kept), length_(os, where), letters_(os, capacity, where) {
    length_.label("log");
  }

  /// Appends a letter, in one step that is ordered with those of all others.
  void add(char letter, os::Where where = os::Where::here()) {
    if (!kept_) return;
    const std::int64_t place = length_.fetch_add(1, where);
    letters_.store(static_cast<std::size_t>(place), letter, where);
  }

  /// All letters, in order, once those who write have ended. Whoever was killed between claiming
  /// its place and writing has left out its letter.
  std::string text(os::Where where = os::Where::here()) const {
    std::string text;
    const auto length = static_cast<std::size_t>(length_.load(where));
    for (const char letter : letters_.load_range(0, length, where))
      if (letter != '\0') text.push_back(letter);
    return text;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kept_, length_, letters_);
  }

 private:
  bool kept_ = false;
  Atomic length_;
  RawArray<char> letters_;
};

/// The parameter by which a scenario turns its log on or off.
inline ParameterSpec orders_parameter(bool in_a_check) {
  return {"orders",
          "whether the order of the output counts",
          1,
          in_a_check,
          0,
          1,
          ParameterType::Boolean};
}

}  // namespace ravel
