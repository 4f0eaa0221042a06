// Named shared memory and the list over it, on every operating system layer. The codes are those of
// the checklist of behaviours; in the simulator each must hold in every interleaving.
#include <chrono>
#include <set>
#include <string>
#include <system_error>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/fake_os.h"

namespace ravel {
namespace {

using os::expect;

template <class Call>
bool fails(std::errc expected, Call call) {
  try {
    call();
  } catch (const std::system_error& error) {
    return error.code() == expected;
  }
  return false;
}

TEST_P(Conformance, SH01ANameIsTakenOnce) {
  const auto body = [](os::Os& os, const Parameters&) {
    const SharedMemory memory = SharedMemory::create(os, 10, "tickets");
    expect(memory.name() == "tickets" && memory.size() == 10, "as it was asked for");
    expect(memory.load<std::uint64_t>(0) == 0 && memory.load<std::uint8_t>(9) == 0, "zeros");
    expect(fails(std::errc::file_exists, [&] { SharedMemory::create(os, 1, "tickets"); }),
           "the name is taken");
    expect(!text_of<std::invalid_argument>([&] { SharedMemory::create(os, 0, "x"); }).empty(),
           "no bytes at all");
    const std::string longest(os::kMemoryNameMax, 'n');
    SharedMemory::create(os, 1, longest).unlink();
    expect(!text_of<std::invalid_argument>([&] {
              SharedMemory::create(os, 1, longest + "n");
            }).empty(),
           "a name that is too long");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void read_by_name(os::Os& os, std::string name) {
  const SharedMemory memory = SharedMemory::attach(os, name);
  expect(memory.size() == 16 && memory.load<int>(4) == 7, "what the parent wrote");
  memory.store<int>(8, 9);
}

TEST_P(Conformance, SH02AnyProcessOfTheRunFindsTheName) {
  const auto body = [](os::Os& os, const Parameters&) {
    const SharedMemory memory = SharedMemory::create(os, 16);
    memory.store<int>(4, 7);
    Process child(os, read_by_name, memory.name());
    child.start();
    child.join();
    expect(memory.load<int>(8) == 9, "what the child wrote, which has ended");
    read_by_name(os, memory.name());
    expect(fails(std::errc::no_such_file_or_directory, [&] { SharedMemory::attach(os, "other"); }),
           "nothing has this name");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SH03ClosedMemoryIsOfNoUseAndANameIsRemovedOnce) {
  const auto body = [](os::Os& os, const Parameters&) {
    SharedMemory memory = SharedMemory::create(os, 8, "tickets");
    memory.close();
    memory.close();
    expect(!text_of<std::logic_error>([&] { memory.load<int>(0); }).empty(), "closed");
    expect(!text_of<std::logic_error>([&] { memory.size(); }).empty(), "closed, its size too");
    expect(SharedMemory::attach(os, "tickets").size() == 8, "its name has it still");
    memory.unlink();
    expect(fails(std::errc::no_such_file_or_directory, [&] { memory.unlink(); }), "removed twice");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SH04WhoHasAttachedGoesOnAfterTheNameIsGone) {
  const auto body = [](os::Os& os, const Parameters&) {
    const SharedMemory memory = SharedMemory::create(os, 8, "tickets");
    const SharedMemory attached = SharedMemory::attach(os, "tickets");
    memory.unlink();
    expect(
        fails(std::errc::no_such_file_or_directory, [&] { SharedMemory::attach(os, "tickets"); }),
        "nobody else attaches");
    const SharedMemory next = SharedMemory::create(os, 8, "tickets");
    memory.store<int>(0, 1);
    expect(attached.load<int>(0) == 1 && next.load<int>(0) == 0, "the name means another one now");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void create_and_count(os::Os& os, Value<int> created, Value<int> refused) {
  try {
    SharedMemory::create(os, 8, "tickets");
    created.locked().add(1);
  } catch (const std::system_error&) {
    refused.locked().add(1);
  }
}

TEST_P(Conformance, SH01OneOfSeveralGetsTheName) {
  const auto body = [](os::Os& os, const Parameters& with) {
    Value<int> created(os);
    Value<int> refused(os);
    std::vector<Process> children;
    for (int i = 0; i < with["many"]; ++i)
      children.emplace_back(os, create_and_count, created, refused);
    for (Process& child : children) child.start();
    for (Process& child : children) child.join();
    expect(created.load() == 1 && refused.load() == with["many"] - 1, "exactly one");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void attach_or_not(os::Os& os, std::string name) {
  try {
    expect(SharedMemory::attach(os, name).load<int>(0) == 5, "what was attached is whole");
  } catch (const std::system_error& error) {
    expect(error.code() == std::errc::no_such_file_or_directory, "it came too late");
  }
}

TEST_P(Conformance, SH04AttachingRacesWithTheRemovalOfTheName) {
  const auto body = [](os::Os& os, const Parameters&) {
    SharedMemory memory = SharedMemory::create(os, 8);
    memory.store(0, 5);
    Process child(os, attach_or_not, memory.name());
    child.start();
    memory.unlink();
    memory.close();
    child.join();
    expect(child.exitcode() == 0, "all of it or nothing");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void write_argument(os::Os&, SharedMemory memory) {
  memory.store<int>(0, 3);
}

TEST_P(Conformance, SharedMemoryIsAnArgument) {
  const auto body = [](os::Os& os, const Parameters&) {
    const SharedMemory memory = SharedMemory::create(os, 8);
    memory.unlink();
    Process child(os, write_argument, memory);
    child.start();
    child.join();
    expect(memory.load<int>(0) == 3, "without a name too");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SharedMemoryIsReadAndWrittenAtEveryOffset) {
  const auto body = [](os::Os& os, const Parameters&) {
    const SharedMemory memory = SharedMemory::create(os, 24);
    for (std::size_t offset = 0; offset <= 16; ++offset) {
      memory.store<std::uint64_t>(offset, 0x0807060504030201 + offset);
      expect(memory.load<std::uint64_t>(offset) == 0x0807060504030201 + offset, "eight bytes");
      expect(memory.load<std::uint16_t>(offset + 2) == 0x0403, "two of them");
    }
    expect(!text_of<std::out_of_range>([&] { memory.load<std::uint64_t>(17); }).empty(), "behind");
    expect(!text_of<std::out_of_range>([&] { memory.load<char>(24); }).empty(), "right behind");
    memory.read(24, {});
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void check_list(os::Os& os, std::string name, ShareableList same) {
  ShareableList list = ShareableList::attach(os, name);
  expect(list.items() == same.items(), "by its name and as an argument");
  list.set(1, ListItem(2.5));
}

TEST_P(Conformance, SH08AListKeepsItsLengthAndTheWidthsOfItsSlots) {
  const auto body = [](os::Os& os, const Parameters&) {
    ShareableList list(os, {std::monostate(), true, std::int64_t{-3}, 0.5, "ticket", "ticket"});
    expect(list.size() == 6 && list.get(0) == ListItem(), "None");
    expect(list.get(1) == ListItem(true) && list.get(2) == ListItem(std::int64_t{-3}), "integers");
    expect(list.get(3) == ListItem(0.5) && list.get(4) == ListItem("ticket"), "reals and texts");
    expect(list.count("ticket") == 2 && list.index("ticket") == 4, "count and index");
    expect(!text_of<std::invalid_argument>([&] { list.index("none"); }).empty(), "no such element");
    list.set(4, ListItem("8 bytes!"));
    list.set(0, ListItem(std::int64_t{1}));
    expect(list.get(4) == ListItem("8 bytes!") && list.get(0) == ListItem(std::int64_t{1}), "new");
    expect(!text_of<std::invalid_argument>([&] { list.set(4, ListItem("9 bytes!!")); }).empty(),
           "one byte too long");
    expect(list.get(4) == ListItem("8 bytes!") && list.get(5) == ListItem("ticket"), "unchanged");
    expect(!text_of<std::out_of_range>([&] { list.get(6); }).empty(), "behind the end");
    ShareableList copy = list.copy(os);
    copy.set(5, ListItem("other"));
    expect(list.get(5) == ListItem("ticket"), "a copy has memory of its own");
    expect(copy.memory().name() != list.memory().name(), "and a name");
    Process child(os, check_list, list.memory().name(), list);
    child.start();
    child.join();
    expect(list.get(1) == ListItem(2.5), "the child wrote");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SH08MemoryThatIsNoListIsRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    SharedMemory::create(os, 64, "bytes");
    SharedMemory::create(os, 1, "byte");
    for (const char* name : {"bytes", "byte"})
      expect(!text_of<std::runtime_error>([&] { ShareableList::attach(os, name); }).empty(),
             "it is no list");
    expect(ShareableList(os, {}).size() == 0, "an empty one is");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void create_and_wait(os::Os& os, Semaphore created, Semaphore never) {
  const SharedMemory memory = SharedMemory::create(os, 8, "tickets");
  memory.store<int>(0, 3);
  created.release();
  never.acquire();
}

// CPython's resource tracker may remove the name when another one who attached ends.
TEST_P(Conformance, SH05WhatAKilledProcessCreatedStaysUntilItIsUnlinked) {
  const auto body = [](os::Os& os, const Parameters&) {
    Semaphore created(os, 0);
    Process creator(os, create_and_wait, created, Semaphore(os, 0));
    creator.start();
    created.acquire();
    creator.kill();
    creator.join();
    Process other(
        os, +[](os::Os& own) { SharedMemory::attach(own, "tickets"); });
    other.start();
    other.join();
    const SharedMemory memory = SharedMemory::attach(os, "tickets");
    expect(memory.load<int>(0) == 3, "as it was");
    memory.unlink();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

/// Whose random numbers begin with the same one twice.
class RepeatingOs final : public FakeOs {
 public:
  std::uint64_t entropy() override { return draws_++ / 2; }
  os::Handle create_named_memory(std::string_view name, std::size_t size,
                                 os::Where where) override {
    if (!names.insert(std::string(name)).second)
      throw std::system_error(std::make_error_code(std::errc::file_exists));
    return create_memory(size, where);
  }
  std::set<std::string> names;

 private:
  std::uint64_t draws_ = 0;
};

TEST(SharedMemoryNames, SH06ARandomNameThatIsTakenIsDrawnAgain) {
  RepeatingOs os;
  const SharedMemory first = SharedMemory::create(os, 8);
  const SharedMemory second = SharedMemory::create(os, 8);
  EXPECT_EQ(first.name(), "psm_00000000");
  EXPECT_EQ(second.name(), "psm_10000000") << "after the second 0";
  EXPECT_EQ(os.names.size(), 2u);
}

TEST_P(Conformance, SH07WhatAManagerMadeGoesWithIt) {
  const auto body = [](os::Os& os, const Parameters&) {
    SharedMemoryManager manager(os);
    const SharedMemory memory = manager.create(8);
    const SharedMemory unlinked = manager.create(8);
    ShareableList list = manager.create_list({std::int64_t{5}});
    const std::string name = memory.name();
    unlinked.unlink();
    expect(SharedMemory::attach(os, name).size() == 8, "it is there");
    manager.shutdown();
    manager.shutdown();
    expect(fails(std::errc::no_such_file_or_directory, [&] { SharedMemory::attach(os, name); }),
           "its name is gone");
    expect(fails(std::errc::no_such_file_or_directory,
                 [&] { ShareableList::attach(os, list.memory().name()); }),
           "the list's too");
    expect(memory.size() == 8 && list.get(0) == ListItem(std::int64_t{5}), "who has it keeps it");
    expect(!text_of<std::logic_error>([&] { manager.create(8); }).empty(), "after the shutdown");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
