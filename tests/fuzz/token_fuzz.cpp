// For libFuzzer: texts that may be tokens. Built by the preset `fuzz`, run by `./dev fuzz-tokens`.
//
// A change of a token breaks its checksum. To come further, the second half of the inputs changes
// what a valid token says, and encodes that.
#include <cstdint>
#include <cstring>
#include <utility>

#include "tests/fuzz/damaged_tokens.h"

namespace ravel::fuzz {
namespace {

std::string changed_token(std::string_view input) {
  Token token = decode_token(valid_token());
  std::uint64_t number = 0;
  std::memcpy(&number, input.data(), std::min(input.size(), sizeof(number)));
  token.seed = number;
  token.steps_max = static_cast<std::uint32_t>(number);
  if (!token.assignments.empty()) token.assignments.front() = std::string(input);
  for (std::size_t i = 0; i < token.schedule.size() && i < input.size(); ++i) {
    const auto change = static_cast<unsigned char>(input[i]);
    ScheduledStep& step = token.schedule[i];
    if ((change & 1u) != 0) step.process = std::to_string(change >> 4);
    if ((change & 2u) != 0) step.outcome = static_cast<sim::Outcome>(change >> 4);
    if ((change & 4u) != 0) std::swap(step, token.schedule[change % token.schedule.size()]);
    if ((change & 8u) != 0) step.object = std::string(input.substr(i));
  }
  return encode(token);
}

}  // namespace
}  // namespace ravel::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.starts_with("ravel"))
    ravel::fuzz::refusal(input);
  else
    ravel::fuzz::refusal(ravel::fuzz::changed_token(input));
  return 0;
}
