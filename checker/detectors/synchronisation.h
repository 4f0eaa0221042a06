// What synchronisation orders in an execution, by vector clocks: program order, starts and ends of
// processes, semaphores, streams, file locks, renamed files and atomic accesses. Unlike the order
// in which an exploration turns steps round it does not count plain accesses: two of those that it
// leaves unordered are a race (Lamport 1978; Flanagan, Freund: FastTrack, PLDI 2009).
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "sim/simulation.h"

namespace ravel {

/// Of an object: semaphores and streams have them.
struct Limits {
  std::uint32_t initial = 0;
  std::uint32_t maximum = 0;
};

/// Keeps its memory from one execution to the next.
class Synchronisation {
 public:
  /// Computes the order of `execution`, whose objects have these limits.
  void follow(const sim::Execution& execution, const std::vector<Limits>& limits);

  /// Whether step `earlier` is synchronised with the later step `later`.
  bool ordered(std::size_t earlier, std::size_t later) const noexcept {
    return row(later)[execution_->steps[earlier].process] >= index_[earlier];
  }

 private:
  using Count = std::uint32_t;
  using StepNumber = std::uint32_t;
  static constexpr StepNumber kNone = 0xFFFFFFFF;

  /// A part of what went through a stream, up to byte number `end`.
  struct Part {
    std::uint64_t end = 0;
    StepNumber step = 0;
  };
  struct Channel {
    std::vector<Part> written;
    std::vector<Part> taken;
    std::vector<StepNumber> closed_to_write;
    std::vector<StepNumber> closed_to_read;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
  };
  struct Object {
    std::vector<StepNumber> released;   // semaphore
    std::vector<StepNumber> connected;  // address
    std::uint32_t acquired = 0;         // semaphore: permits; address: connections
    Channel channel;
    StepNumber renamed = kNone;  // file: what has this name now
    void clear();
  };

  const Count* row(std::size_t step) const noexcept { return rows_.data() + step * width_; }
  void begin(std::size_t step);
  void join(StepNumber step) noexcept;
  void join_all(const std::vector<StepNumber>& steps) noexcept;
  void join_parts(const std::vector<Part>& parts, std::uint64_t from, std::uint64_t to) noexcept;
  void follow_family(const sim::Step& step);
  void follow_semaphore(const sim::Step& step);
  void follow_memory(const sim::Step& step);
  void follow_looks(const sim::Step& step);
  void follow_file(const sim::Step& step);
  void follow_stream(const sim::Step& step);
  void close(const sim::Step& step);
  sim::ProcessId owner_of(std::size_t process) const noexcept {
    return execution_->processes[process].process;
  }

  const sim::Execution* execution_ = nullptr;
  const std::vector<Limits>* limits_ = nullptr;
  std::size_t width_ = 0;
  StepNumber now_ = 0;
  std::vector<Count> rows_;
  std::vector<Count> index_;  // of each step among those of its process
  std::vector<StepNumber> last_;
  std::vector<StepNumber> started_by_;
  std::vector<bool> ended_;
  std::vector<Object> objects_;
  /// The last stores to a word.
  struct Stores {
    StepNumber any = kNone;
    StepNumber atomic = kNone;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Stores> stored_;  // by object and word
  std::map<std::uint32_t, StepNumber> unlocked_;                      // content of a file
};

}  // namespace ravel
