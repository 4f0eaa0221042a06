// A child computes a part of 3 * 5 + 5 / 6 and leaves it in a file; the parent computes the other
// part meanwhile.
//
// - join-file-result: right. Joining the child before reading makes the file's content certain.
// - join-file-result-nojoin: wrong. The parent reads whatever is there: the result, no file yet, a
//   file that is opened but not written; or, if the program has run before, the result of then.
#include <fmt/format.h>

#include <system_error>

#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

constexpr std::string_view kResultFile = "result.txt";
constexpr std::string_view kSum = "15.833333333333334";

void multiply(os::Os& os, int left, int right) {
  write_text(os, kResultFile, std::to_string(left * right));
}

void add_parts(os::Os& os, const Parameters&) {
  Process product(os, multiply, 3, 5);
  product.start();
  const double quotient = 5.0 / 6;
  product.join();
  const double sum = quotient + std::stod(read_text(os, kResultFile));
  print(os, "{}", sum);
  os.observe("result", fmt::format("{}", sum));
}

/// What the file says at this moment.
std::string look(os::Os& os) {
  try {
    const std::string text = read_text(os, kResultFile);
    if (text.empty()) return "empty";
    return fmt::format("{}", 5.0 / 6 + std::stod(text));
  } catch (const std::system_error&) {
    return "missing";
  }
}

void add_too_early(os::Os& os, const Parameters& with) {
  if (with["stale"] != 0) write_text(os, kResultFile, "8");
  Process product(os, multiply, 3, 5);
  product.start();
  const std::string sum = look(os);
  print(os, "{}", sum);
  product.join();
  os.observe("result", sum);
}

std::optional<std::string> sum_is_right(const Outcome& outcome, const Parameters&) {
  if (std::get<std::string>(outcome.at("result")) == kSum) return std::nullopt;
  return "the sum is wrong";
}

}  // namespace

std::vector<Scenario> join_file_result_scenarios() {
  return {
      {.name = "join-file-result",
       .group = "tutorial",
       .summary = "a child leaves its result in a file, the parent joins it and reads",
       .body = add_parts,
       .invariant = sum_is_right},
      {.name = "join-file-result-nojoin",
       .group = "tutorial",
       .summary = "the parent reads without joining: no file, an empty one, an old one",
       .parameters = {{"stale", "whether there is the file of an earlier run", 0, 0, 0, 1,
                       ParameterType::Boolean}},
       .body = add_too_early,
       .invariant = sum_is_right,
       .expected = {FindingKind::Invariant}},
  };
}

}  // namespace ravel
