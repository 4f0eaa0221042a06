// Is there such a file? If not, make it. Between the question and the deed others ask too.
//
// - check-then-act-file: wrong. Several find no file, and each makes it: the last one wins, and all
//   believe that it is theirs.
// - check-then-act-file-locked: right. Question and deed are one under a lock. (Systems offer the
//   same as one call, an exclusive creation; Ravel's files do not.)
#include <fmt/format.h>

#include <system_error>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

constexpr std::string_view kFile = "owner";

bool exists(os::Os& os) {
  try {
    File(os, kFile, FileMode::Read).close();
    return true;
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_such_file_or_directory) throw;
    return false;
  }
}

void claim(os::Os& os, std::size_t me, RawArray<int> owners) {
  if (exists(os)) return;
  write_text(os, kFile, std::to_string(me));
  owners.store(me, 1);
}

void claim_locked(os::Os& os, std::size_t me, RawArray<int> owners, Lock lock) {
  const auto guard = lock.hold();
  claim(os, me, owners);
}

template <bool locked>
void compete(os::Os& os, const Parameters& with) {
  const auto processes = static_cast<std::size_t>(with["processes"]);
  RawArray<int> owners(os, processes);
  Lock lock(os);
  lock.label("lock");
  Team team(os);
  for (std::size_t me = 0; me < processes; ++me) {
    if constexpr (locked)
      team.add(claim_locked, me, owners, lock);
    else
      team.add(claim, me, owners);
  }
  team.run();
  int claimed = 0;
  for (const int owner : owners.load_all()) claimed += owner;
  os.observe("owners", claimed);
}

std::optional<std::string> one_owner(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "owners") == 1) return std::nullopt;
  return fmt::format("{} believe that the file is theirs", integer(outcome, "owners"));
}

Scenario claims(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"processes", "that want the file", 5, 2, 1, 60}},
          .body = body,
          .invariant = one_owner,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> check_then_act_file_scenarios() {
  return {
      claims("check-then-act-file", "if there is no such file, make it: several do", compete<false>,
             {FindingKind::Invariant}),
      claims("check-then-act-file-locked", "looking and making are one under a lock", compete<true>,
             {}),
  };
}

}  // namespace ravel
