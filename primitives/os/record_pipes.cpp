// Asks an operating system for a pipe of records, or makes one of what every system has.
#include "primitives/os/record_pipes.h"

#include <stdexcept>

namespace ravel::os {

std::pair<Handle, Handle> create_record_pipe(Os& os, std::size_t record, std::size_t records,
                                             Where where) {
  if (record == 0 || record > kAtomicBytes || records == 0)
    throw std::invalid_argument("a pipe of records needs records of 1 to 512 bytes, one or more");
  if (auto* const own = dynamic_cast<RecordPipes*>(&os))
    return own->create_record_pipe(record, records);
  return os.create_pipe(record * records, where);
}

}  // namespace ravel::os
