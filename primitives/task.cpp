// A task where it is performed.
#include "primitives/task.h"

#include <exception>
#include <typeinfo>

#include "primitives/os/type_name.h"

namespace ravel {

Reply attempt(const std::function<std::string()>& body) {
  Reply reply;
  try {
    reply.result = body();
  } catch (const os::AssertionFailed&) {
    throw;
  } catch (const std::exception& error) {
    reply.failed = true;
    reply.type = os::type_name(typeid(error));
    reply.message = error.what();
  }
  return reply;
}

Reply perform(os::Os& os, const Task& task) {
  return attempt([&] {
    ArgumentReader arguments(os, std::as_bytes(std::span(task.arguments)), Encoded::Message);
    ArgumentWriter result;
    const auto entry = reinterpret_cast<TaskEntry>(os.function_of(task.entry));
    entry(os, os.function_of(task.target), arguments, result);
    arguments.finish();
    detail::refuse_handles(result);
    return std::string(reinterpret_cast<const char*>(result.bytes().data()), result.bytes().size());
  });
}

}  // namespace ravel
