// A process, as its creator sees it.
#include "primitives/process.h"

#include <chrono>
#include <stdexcept>

namespace ravel {

using namespace std::chrono_literals;

Process::Process(ChildFunction function, os::Os& os, ProcessName name)
    : os_(&os),
      function_(std::move(function)),
      name_(std::move(name.value)),
      number_(os.next_child_number()) {}

void Process::start(os::Where where) {
  if (started())
    throw std::logic_error("start() of " + name() +
                           ": it was started before; a second child needs a second Process");
  child_ = os_->spawn({.entry = function_.entry,
                       .target = function_.target,
                       .arguments = function_.arguments.bytes(),
                       .handles = function_.arguments.handles(),
                       .number = number_,
                       .name = name_},
                      where);
  // The child has its own use of the objects in its arguments now.
  function_.arguments = EncodedArguments();
}

bool Process::join(os::Timeout timeout, os::Where where) {
  require_started("join()");
  if (!exit_code_) exit_code_ = os_->wait(child_, timeout, where);
  return exit_code_.has_value();
}

std::optional<std::uint64_t> Process::pid() const noexcept {
  if (!started()) return std::nullopt;
  return os_->pid_of(child_);
}

std::string Process::name() const {
  if (!name_.empty()) return name_;
  const std::string path = os_->process_path();
  return "Process-" + (path.empty() ? path : path + ":") + std::to_string(number_);
}

void Process::set_name(std::string name) {
  if (started())
    throw std::logic_error("set_name() of " + this->name() + ": a child is named before start()");
  name_ = std::move(name);
}

std::optional<int> Process::exitcode(os::Where where) {
  if (started()) join(0ns, where);
  return exit_code_;
}

bool Process::is_alive(os::Where where) {
  return started() && !exitcode(where);
}

void Process::terminate(os::Where where) {
  require_started("terminate()");
  signal(os::Signal::Terminate, where);
}

void Process::kill(os::Where where) {
  require_started("kill()");
  signal(os::Signal::Kill, where);
}

void Process::signal(os::Signal signal, os::Where where) {
  if (!exit_code_) os_->kill(child_, signal, where);
}

void Process::require_started(const char* call) const {
  if (!started())
    throw std::logic_error(std::string(call) + " of " + name() +
                           ": it is not started; call start() first");
}

}  // namespace ravel
