// Atoms of hydrogen and oxygen come one by one and bond in molecules of two and one (A. B. Downey,
// The Little Book of Semaphores, section 5.6): three atoms that belong together have bonded before
// an atom of the next molecule does.
//
// - h2o: right. Whoever completes a molecule lets two hydrogens and one oxygen through and does not
//   give the mutex back. The three meet: the oxygen waits until the hydrogens have bonded, and
//   gives the mutex back only then.
// - h2o-no-barrier: nobody waits for the other two. The mutex is given back when the oxygen has
//   bonded, and a fast atom of the next molecule bonds before a slow one of this.
#include <fmt/format.h>

#include <algorithm>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct Vessel {
  Lock mutex;  ///< guards the counts; whoever completes a molecule holds it for that one
  RawValue<int> hydrogens;
  RawValue<int> oxygens;
  Semaphore hydrogen_may_bond;
  Semaphore oxygen_may_bond;
  Semaphore hydrogen_has_bonded;
  Atomic molecule;          ///< the one that bonds now: 1, 2, ...
  RawArray<int> molecules;  ///< in which each atom has bonded
  int needed = 2;           ///< hydrogens in a molecule

  template <class Archive>
  void serialize(Archive& archive) {
    archive(mutex, hydrogens, oxygens, hydrogen_may_bond, oxygen_may_bond, hydrogen_has_bonded,
            molecule, molecules, needed);
  }

  void bond(std::size_t atom) { molecules.store(atom, static_cast<int>(molecule.load())); }
};

/// Under the mutex: completes a molecule if its atoms have come, else gives the mutex back.
void react(Vessel& vessel, int hydrogens, int oxygens) {
  const bool complete = hydrogens >= vessel.needed && oxygens >= 1;
  vessel.hydrogens.store(complete ? hydrogens - vessel.needed : hydrogens);
  vessel.oxygens.store(complete ? oxygens - 1 : oxygens);
  if (!complete) return vessel.mutex.release();
  vessel.molecule.fetch_add(1);
  vessel.hydrogen_may_bond.release(vessel.needed);
  vessel.oxygen_may_bond.release();
}

template <bool meet>
void hydrogen(os::Os&, std::size_t me, Vessel vessel) {
  vessel.mutex.acquire();
  react(vessel, vessel.hydrogens.load() + 1, vessel.oxygens.load());
  vessel.hydrogen_may_bond.acquire();
  vessel.bond(me);
  if constexpr (meet) vessel.hydrogen_has_bonded.release();
}

template <bool meet>
void oxygen(os::Os&, std::size_t me, Vessel vessel) {
  vessel.mutex.acquire();
  react(vessel, vessel.hydrogens.load(), vessel.oxygens.load() + 1);
  vessel.oxygen_may_bond.acquire();
  vessel.bond(me);
  if constexpr (meet)
    for (int i = 0; i < vessel.needed; ++i) vessel.hydrogen_has_bonded.acquire();
  vessel.mutex.release();
}

Vessel make_vessel(os::Os& os, std::size_t atoms, int needed) {
  Vessel vessel{Lock(os),         RawValue<int>(os),        RawValue<int>(os),
                Semaphore(os, 0), Semaphore(os, 0),         Semaphore(os, 0),
                Atomic(os),       RawArray<int>(os, atoms), needed};
  vessel.mutex.label("mutex");
  vessel.hydrogen_may_bond.label("hydrogen may bond");
  vessel.oxygen_may_bond.label("oxygen may bond");
  vessel.hydrogen_has_bonded.label("hydrogen has bonded");
  vessel.molecule.label("molecule");
  return vessel;
}

/// The first atom of as many as a molecule has is an oxygen, the others are hydrogens.
bool is_oxygen(std::size_t atom, const Parameters& with) {
  return atom % static_cast<std::size_t>(with["hydrogens"] + 1) == 0;
}

std::size_t atoms_of(const Parameters& with) {
  return static_cast<std::size_t>(with["molecules"] * (with["hydrogens"] + 1));
}

/// "HHO HHO": the atoms of each molecule.
std::string contents(const Vessel& vessel, const Parameters& with) {
  std::vector<std::string> molecules(static_cast<std::size_t>(with["molecules"]));
  for (std::size_t i = 0; i < atoms_of(with); ++i) {
    const auto molecule = static_cast<std::size_t>(vessel.molecules.load(i) - 1);
    molecules.at(molecule) += is_oxygen(i, with) ? 'O' : 'H';
  }
  for (std::string& molecule : molecules) std::ranges::sort(molecule);
  return fmt::format("{}", fmt::join(molecules, " "));
}

template <bool meet>
void mix(os::Os& os, const Parameters& with) {
  const Vessel vessel = make_vessel(os, atoms_of(with), static_cast<int>(with["hydrogens"]));
  Team team(os);
  for (std::size_t i = 0; i < atoms_of(with); ++i)
    team.add(is_oxygen(i, with) ? oxygen<meet> : hydrogen<meet>, i, vessel);
  team.run();
  os.observe("molecules", contents(vessel, with));
}

std::optional<std::string> molecules_do_not_mix(const Outcome& outcome, const Parameters& with) {
  const auto hydrogens = static_cast<std::size_t>(with["hydrogens"]);
  const std::vector<std::string> right(static_cast<std::size_t>(with["molecules"]),
                                       std::string(hydrogens, 'H') + 'O');
  const auto& molecules = std::get<std::string>(outcome.at("molecules"));
  if (molecules == fmt::format("{}", fmt::join(right, " "))) return std::nullopt;
  return "mixed molecules: " + molecules;
}

Scenario vessel(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"molecules", "to be made", 4, 2, 1, 20},
                         {"hydrogens", "in a molecule: one is enough to see them mix", 2, 1, 1, 4}},
          .body = body,
          .invariant = molecules_do_not_mix,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> h2o_scenarios() {
  return {
      vessel("h2o", "the atoms of a molecule meet before those of the next one may bond", mix<true>,
             {}),
      vessel("h2o-no-barrier", "a fast atom of the next molecule bonds before a slow one of this",
             mix<false>, {FindingKind::Invariant}),
  };
}

}  // namespace ravel
