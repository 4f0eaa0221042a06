// From an exception to a record and a line on stderr.
#include "primitives/os/posix/uncaught.h"

#include <cxxabi.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

namespace ravel::os::posix {
namespace {

constexpr int kUncaughtException = 1;

std::string demangled(const std::type_info& type) {
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, nullptr), &std::free);
  return text ? text.get() : type.name();
}

/// Records the exception and says it on stderr, in one piece.
int report(ProcessRecord& record, const std::string& type, const char* message) {
  copy_text(type, record.exception_type, sizeof(record.exception_type));
  copy_text(message, record.exception_message, sizeof(record.exception_message));
  const std::string colon = *message == '\0' ? "" : ": ";
  std::fprintf(stderr, "%s\n", (record.name + (": " + type) + colon + message).c_str());
  return kUncaughtException;
}

}  // namespace

int run_reported(ProcessRecord& record, const std::function<void()>& body) {
  try {
    body();
    return 0;
  } catch (const AssertionFailed& failed) {
    record.assertion = true;
    return report(record, demangled(typeid(failed)), failed.what());
  } catch (const std::exception& error) {
    return report(record, demangled(typeid(error)), error.what());
  } catch (...) {
    return report(record, demangled(*abi::__cxa_current_exception_type()), "");
  }
}

}  // namespace ravel::os::posix
