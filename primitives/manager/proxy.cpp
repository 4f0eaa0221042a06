// What an empty proxy says.
#include "primitives/manager/proxy.h"

#include <stdexcept>

namespace ravel::manager {

Link& Proxy::link() const {
  if (!link_) throw std::logic_error("an empty proxy cannot be used: a Manager makes proxies");
  return *link_;
}

}  // namespace ravel::manager
