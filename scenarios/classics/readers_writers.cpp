// Many may read at once, or one may write alone (P. J. Courtois, F. Heymans, D. L. Parnas,
// Concurrent control with "readers" and "writers", 1971). What is read are two words that a writer
// sets to the same value, one after the other: who reads beside a writer can see them differ.
//
// - readers-writers: right. The first reader takes the room for all, the last one gives it back (a
//   "lightswitch"). Writers can starve, if there is always a reader.
// - readers-writers-nomutex: wrong. The readers are counted without a lock, in two steps. A lost
//   count lets a reader in beside a writer, or leaves the room taken for ever.
// - readers-writers-turnstile: right. A writer who waits closes the way for new readers, so that it
//   does not starve.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct Library {
  Lock room;
  Lock mutex;      ///< guards `readers`
  Lock turnstile;  ///< held by a writer who waits
  RawValue<int> readers;
  RawArray<int> book;  ///< two words

  template <class Archive>
  void serialize(Archive& archive) {
    archive(room, mutex, turnstile, readers, book);
  }
};

void first_takes_the_room(Library& library) {
  const int readers = library.readers.load() + 1;
  library.readers.store(readers);
  if (readers == 1) library.room.acquire();
}

void last_gives_it_back(Library& library) {
  const int readers = library.readers.load() - 1;
  library.readers.store(readers);
  if (readers == 0) library.room.release();
}

void pass(Lock& turnstile) {
  const auto guard = turnstile.hold();
}

void compare(Library& library) {
  const int first = library.book.load(0);
  const int second = library.book.load(1);
  os::expect(first == second, "read beside a writer");
}

enum class Rule { Lightswitch, NoMutex, Turnstile };

template <Rule rule>
void read(os::Os&, Library library) {
  if constexpr (rule == Rule::Turnstile) pass(library.turnstile);
  if constexpr (rule != Rule::NoMutex) library.mutex.acquire();
  first_takes_the_room(library);
  if constexpr (rule != Rule::NoMutex) library.mutex.release();
  compare(library);
  if constexpr (rule != Rule::NoMutex) library.mutex.acquire();
  last_gives_it_back(library);
  if constexpr (rule != Rule::NoMutex) library.mutex.release();
}

template <Rule rule>
void write(os::Os&, int value, Library library) {
  if constexpr (rule == Rule::Turnstile) library.turnstile.acquire();
  library.room.acquire();
  library.book.store(0, value);
  library.book.store(1, value);
  if constexpr (rule == Rule::Turnstile) library.turnstile.release();
  library.room.release();
}

template <Rule rule>
void open_library(os::Os& os, const Parameters& with) {
  Library library{Lock(os), Lock(os), Lock(os), RawValue<int>(os), RawArray<int>(os, 2)};
  library.room.label("room");
  library.mutex.label("mutex");
  library.turnstile.label("turnstile");
  library.readers.label("readers");
  library.book.label("book");
  Team team(os);
  for (int i = 0; i < with["readers"]; ++i) team.add(read<rule>, library);
  for (int i = 0; i < with["writers"]; ++i) team.add(write<rule>, i + 1, library);
  team.run();
  os.observe("readers inside", library.readers.load());
  os.observe("whole", library.book.load(0) == library.book.load(1));
}

std::optional<std::string> left_in_order(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "whole") == 0) return "two writers wrote at once";
  if (integer(outcome, "readers inside") == 0) return std::nullopt;
  return fmt::format("{} readers are counted when all have left",
                     integer(outcome, "readers inside"));
}

Scenario library(std::string_view name, std::string_view summary, Body body,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"readers", "who read once each", 10, 2, 1, 60},
                         {"writers", "who write once each", 3, 1, 0, 60}},
          .body = body,
          .invariant = left_in_order,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> readers_writers_scenarios() {
  using enum FindingKind;
  return {
      library("readers-writers", "the first reader takes the room, the last one gives it back",
              open_library<Rule::Lightswitch>, {}),
      library("readers-writers-nomutex", "the readers are counted without a lock",
              open_library<Rule::NoMutex>, {Assertion, Deadlock, Invariant}),
      library("readers-writers-turnstile", "a writer who waits lets no new reader in",
              open_library<Rule::Turnstile>, {}),
  };
}

}  // namespace ravel
