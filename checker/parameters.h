// The parameters of a scenario: typed, with defaults and ranges, so that the command line, the
// property-based generator and the documentation all read the same list.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ravel {

/// A mistake in what the user asked for; `what()` is one line that says what would be right.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class ParameterType { Integer, Boolean };

/// An integer in [least, most], or a boolean (0 or 1). A real run and a check have defaults of
/// their own: the tutorial's size for the one, a size that can be explored completely for the
/// other.
struct ParameterSpec {
  std::string_view name;
  std::string_view summary;
  std::int64_t run_default = 0;
  std::int64_t check_default = 0;
  std::int64_t least = 0;
  std::int64_t most = 0;
  ParameterType type = ParameterType::Integer;
};

enum class Purpose { Run, Check };

/// A value for every parameter of one scenario, in the order of its specification.
class Parameters {
 public:
  /// The defaults for `purpose`, overridden by `assignments` of the form "name=value". Throws
  /// UsageError for an unknown name, an ill-typed value, a value out of range, a name given twice.
  static Parameters parse(const std::vector<ParameterSpec>& specs, Purpose purpose,
                          const std::vector<std::string>& assignments);

  /// The value of `name`. A name that the scenario does not declare is a std::out_of_range.
  std::int64_t operator[](std::string_view name) const;

  struct Value {
    std::string name;
    std::int64_t value = 0;
    ParameterType type = ParameterType::Integer;
    bool operator==(const Value&) const = default;
  };
  const std::vector<Value>& values() const noexcept { return values_; }
  bool operator==(const Parameters&) const = default;

 private:
  std::vector<Value> values_;
};

}  // namespace ravel
