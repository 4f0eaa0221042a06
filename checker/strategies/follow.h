// Repeats a schedule by its labels. What the schedule does not know is let pass where it stands
// between steps that it does know; whatever else differs ends the execution.
//
// An operation is *added* if its process still has to perform no step of that kind on that object.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/schedule.h"
#include "checker/strategy.h"
#include "sim/inspection.h"

namespace ravel {

class Follow final : public Strategy, public sim::Chooser {
 public:
  explicit Follow(Schedule schedule);

  const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) override;
  bool next() override { return false; }
  bool diverged() const override { return difference_.has_value(); }
  std::size_t choose(const sim::Choices& choices) override;

  /// A step of the execution, the entry that should have been there, and what was there.
  struct Difference {
    std::size_t step = 0;
    std::optional<std::size_t> expected;  ///< index into the schedule; none: it is at its end
    std::optional<ScheduledStep> came;    ///< none: nothing that could have been
  };

  const Schedule& schedule() const noexcept { return schedule_; }

  /// Steps that the schedule does not know, in order.
  const std::vector<Difference>& added() const noexcept { return added_; }

  /// Where the schedule could not be followed further.
  const std::optional<Difference>& difference() const noexcept { return difference_; }

 private:
  ScheduledStep label(sim::ProcessId process, sim::OperationKind kind, std::uint32_t object,
                      std::uint32_t offset) const;
  bool fits(const ScheduledStep& came) const;
  bool is_added(const ScheduledStep& step) const;
  void catch_up(const std::vector<sim::Step>& steps);
  void account_for(const sim::Step& step);
  std::optional<std::size_t> wanted(const sim::Choices& choices);
  std::optional<std::size_t> added_one(const sim::Choices& choices) const;
  std::size_t draw(const sim::Choices& choices);
  ScheduledStep pending(const sim::Choices& choices, sim::ProcessId process) const;
  std::optional<std::size_t> position() const;
  std::size_t give_up(const sim::Choices& choices, std::optional<ScheduledStep> came);

  Schedule schedule_;
  const sim::Simulation* simulation_ = nullptr;
  std::size_t position_ = 0;    // of the next entry to be repeated
  std::size_t steps_seen_ = 0;  // of the execution
  // What each process has still to do, and how often: "PATH KIND OBJECT".
  std::map<std::string, std::size_t> left_;
  std::vector<Difference> added_;
  std::optional<Difference> difference_;
};

}  // namespace ravel
