// Depth-first search for executions of little cost: all that cost nothing, then those that cost 1,
// then 2, and so on. What has a cost, a delay or a preemption, is said by who derives from it.
//
// One search for each cost. Each meets the executions of the searches before it again, since only
// at its end an execution shows that it had no place for one more; there are far fewer of them than
// new ones.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/strategy.h"

namespace ravel {

class BoundedSearch : public ChoosingStrategy {
 public:
  std::size_t choose(const sim::Choices& choices) final;
  bool repeated() const final { return !diverged_ && cost_ < searched_; }
  bool next() final;
  bool bound_reached() const final { return completed_ && left_out_; }
  std::string guarantee() const final;
  bool diverged() const final { return diverged_; }

 protected:
  /// `unit`: what costs 1, in words. No `bound`: the search ends when everything was explored.
  BoundedSearch(std::optional<std::uint32_t> bound, std::string_view unit)
      : bound_(bound), unit_(unit) {}

  /// The positions of one branch: the first `free` ones cost nothing. Of the others each costs 1,
  /// or, if they `add_up`, each 1 more than the one before it.
  struct Prices {
    std::size_t free = 0;
    bool add_up = false;
    bool operator==(const Prices&) const = default;
  };

  /// Which of `count` positions, at least 1, this execution takes.
  std::size_t decide(std::size_t count, Prices prices);

 private:
  /// The index of the transition to take, where it is not one of several draws.
  virtual std::size_t turn(const sim::Choices& choices) = 0;

  struct Branch {
    std::size_t position = 0;
    std::size_t count = 0;
    Prices prices;
    std::size_t cost() const;
  };

  bool advance();

  std::optional<std::uint32_t> bound_;
  std::string_view unit_;
  std::vector<Branch> path_;
  std::size_t depth_ = 0;
  std::size_t cost_ = 0;        // of the path
  std::uint32_t searched_ = 0;  // the cost that the search is after
  bool left_out_ = false;       // it met executions that cost more
  std::optional<std::uint32_t> completed_;
  bool diverged_ = false;
};

}  // namespace ravel
