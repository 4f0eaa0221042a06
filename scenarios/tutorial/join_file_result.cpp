// A child computes a part of 3 * 5 + 5 / 6 and leaves it in a file; the parent computes the other
// part meanwhile. Joining the child before reading is what makes the file's content certain.
#include <fmt/format.h>

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

std::optional<std::string> sum_is_right(const Outcome& outcome, const Parameters&) {
  if (std::get<std::string>(outcome.at("result")) == kSum) return std::nullopt;
  return "the sum is wrong";
}

}  // namespace

Scenario join_file_result() {
  return {.name = "join-file-result",
          .group = "tutorial",
          .summary = "a child leaves its result in a file, the parent joins it and reads",
          .parameters = {},
          .body = add_parts,
          .invariant = sum_is_right,
          .expected = {}};
}

}  // namespace ravel
