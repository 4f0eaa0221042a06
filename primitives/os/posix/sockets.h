// Listeners and connections of one process, local and TCP.
#pragma once

#include <string>
#include <string_view>

#include "primitives/os/posix/descriptor_table.h"
#include "primitives/os/posix/threads.h"
#include "primitives/os/streams.h"

namespace ravel::os::posix {

/// See Streams for the contracts. A local listener is a socket in the run's directory, which only
/// its owner can enter.
class Sockets {
 public:
  /// `directory` is a descriptor of the directory for local sockets.
  Sockets(int directory, DescriptorTable& table, const ProcessThreads& threads) noexcept
      : directory_(directory), table_(table), threads_(threads) {}

  Handle listen(std::string_view address);
  std::string address_of(Handle listener) const;
  Handle accept(Handle listener, Timeout timeout);
  Handle connect(std::string_view address);

 private:
  DescriptorTable::Use listener(Handle handle) const;

  int directory_;
  DescriptorTable& table_;
  const ProcessThreads& threads_;
};

}  // namespace ravel::os::posix
