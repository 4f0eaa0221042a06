// The way of the inheritance, and where a process keeps its own.
#include "primitives/inheritance.h"

#include <cereal/types/string.hpp>
#include <stdexcept>
#include <utility>

#include "primitives/arguments.h"

namespace ravel {
namespace {

struct Inheritance {
  AuthKey key;  ///< empty: the key of the run
  std::optional<ParentProcess> parent;
};

Inheritance& own(os::Os& os) {
  return os.local().of<Inheritance>();
}

}  // namespace

AuthKey authkey_of(os::Os& os) {
  const AuthKey& key = own(os).key;
  if (!key.empty()) return key;
  const os::RunKey run_key = os.run_key();
  return {reinterpret_cast<const char*>(run_key.data()), run_key.size()};
}

void set_authkey_of(os::Os& os, AuthKey key) {
  if (key.empty()) throw std::invalid_argument("an authentication key has at least one byte");
  own(os).key = std::move(key);
}

std::optional<ParentProcess> parent_of(os::Os& os) {
  return own(os).parent;
}

void pass_on(os::Os& os, const std::optional<AuthKey>& own_key, ArgumentWriter& writer) {
  writer(os.process_name(), os.pid(), own_key ? *own_key : own(os).key);
}

void inherit(ArgumentReader& reader) {
  Inheritance& inherited = own(reader.os());
  reader(inherited.parent.emplace().name, inherited.parent->pid, inherited.key);
}

}  // namespace ravel
