// A process knows its name and its number, and they are those that its creator sees. The tutorial
// overrides `run` of a subclass, which gets the arguments by its constructor; here they are a
// parameter of the function. There is one order: the creator's line, then the child's.
#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

void run(os::Os& os, std::vector<std::string> names, RawValue<std::uint64_t> own) {
  print(os, "{} {}", os.pid(), os.process_name());
  own.store(os.pid());
  for (const std::string& name : names) print(os, "{} chats with the host", name);
  os.observe("name", os.process_name());
}

void chat(os::Os& os, const Parameters&) {
  RawValue<std::uint64_t> own(os);
  print(os, "{}", os.pid());
  Process process(os, ProcessName{"Myprocess-1"}, run, std::vector<std::string>{"yuan", "wusir"},
                  own);
  process.start();
  process.join();
  os.observe("pid is the same", own.load() == process.pid());
}

std::optional<std::string> knows_itself(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "pid is the same") == 1) return std::nullopt;
  return "the process has another pid than its creator was told";
}

}  // namespace

std::vector<Scenario> process_name_scenarios() {
  return {{.name = "process-subclass-run",
           .group = "tutorial",
           .summary = "a process with a name and arguments of its own: one order",
           .body = chat,
           .invariant = knows_itself}};
}

}  // namespace ravel
