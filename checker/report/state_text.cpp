#include "checker/report/state_text.h"

#include <fmt/format.h>

#include "checker/report/printable.h"

namespace ravel {
namespace {

std::string line(const ProcessState& process) {
  std::string text = fmt::format("  {}: {}", printable(process.name), printable(process.next));
  if (process.blocked) text += ", has to wait";
  if (!process.blocked_by.empty()) text += fmt::format(" for {}", printable(process.blocked_by));
  std::string held;
  for (const std::string& name : process.holds)
    held += (held.empty() ? "; holds " : ", ") + printable(name);
  return text + held + "\n";
}

std::string line(const ObjectState& object) {
  std::string text = fmt::format("  {}: {}", printable(object.name), object.contents);
  for (std::size_t i = 0; i < object.words.size(); ++i)
    text += fmt::format("{} [{}] = {}", i == 0 ? ":" : ",", object.words[i].first,
                        object.words[i].second);
  return text + "\n";
}

}  // namespace

std::string state_text(const SystemState& state) {
  std::string text = "processes\n";
  for (const ProcessState& process : state.processes) text += line(process);
  if (!state.objects.empty()) text += "objects\n";
  for (const ObjectState& object : state.objects) text += line(object);
  return text;
}

}  // namespace ravel
