// Shared values and arrays on every operating system layer. The codes are those of the checklist of
// behaviours; in the simulator each must hold in every interleaving. VA-03, that an unlocked
// read-modify-write loses updates, is the scenario value-nolock-increment.
#include <array>
#include <limits>
#include <string>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using os::expect;

/// 24 bytes: three words.
struct Point {
  double x = 0;
  double y = 0;
  std::int32_t name = 0;
};

/// 3 bytes: no word has this size.
struct Rgb {
  std::array<unsigned char, 3> parts{};
  bool operator==(const Rgb&) const = default;
};

void write_all(os::Os&, Value<int> value, Array<double> array, Value<Point> point,
               Array<Rgb> colours) {
  value.store(-7);
  for (std::size_t i = 0; i < array.size(); ++i) array.store(i, 0.5 + static_cast<double>(i));
  point.store({1.5, -2.5, 3});
  colours.store(1, {{1, 2, 255}});
}

TEST_P(Conformance, VA01VA06WhatAChildWroteIsThereAfterTheJoin) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> value(os, 3);
    Array<double> array(os, 3);
    Value<Point> point(os);
    Array<Rgb> colours(os, 2);
    expect(value.load() == 3, "the initial value");
    Process child(os, write_all, value, array, point, colours);
    child.start();
    child.join();
    expect(value.load() == -7, "a value");
    expect(array.load_all() == std::vector<double>{0.5, 1.5, 2.5}, "an array");
    const Point read = point.load();
    expect(read.x == 1.5 && read.y == -2.5 && read.name == 3, "a struct of several words");
    expect(colours.load(0) == Rgb{} && colours.load(1) == Rgb{{1, 2, 255}}, "odd sizes");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, VA02TheLockOfAValueMayBeGiven) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    Value<int> given(os, 0, lock);
    Value<int> own(os);
    const auto held = given.locked();
    expect(!lock.try_acquire(), "the given lock is the value's");
    expect(own.get_lock().try_acquire(), "another value has another lock");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void hold_both(os::Os&, Value<int> value, Array<int> array, RLock lock) {
  const auto guard = lock.hold();
  auto held = value.locked();
  held.add(1);
  array.locked().add(0, value.locked().add(1));
}

TEST_P(Conformance, VA02TheLockIsReentrantUnlessAnotherIsGiven) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    Value<int> value(os, 0, lock);
    Array<int> array(os, 2, lock);
    Process child(os, hold_both, value, array, lock);
    child.start();
    child.join();
    expect(array.load_all() == std::vector<int>{2, 0}, "one lock for both, held three times");
    Value<int> own(os);
    const auto held = own.locked();
    expect(own.get_lock().try_acquire(), "its own is re-entrant too");
    own.get_lock().release();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void write_raw(os::Os&, RawValue<int> value, RawArray<int> array) {
  value.store(7);
  array.store_range(1, {8, 9});
}

TEST_P(Conformance, VA01VA02RawOnesHaveNoLock) {
  const auto body = [](os::Os& os, const Parameters&) {
    RawValue<int> value(os, 3);
    RawArray<int> array(os, std::vector<int>{1, 2, 3});
    expect(value.load() == 3 && array.load_range(1, 2) == std::vector<int>{2, 3}, "initialised");
    Process child(os, write_raw, value, array);
    child.start();
    child.join();
    expect(value.load() == 7 && array.load_all() == std::vector<int>{1, 8, 9}, "written");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, VA03SingleAccessesDoNotLock) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> value(os);
    const auto guard = value.get_lock().hold();
    value.store(value.load() + 1);
    expect(value.load() == 1, "accessible while the lock is held");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void add_one(os::Os&, Value<int> value, Array<int> array) {
  value.locked().add(1);
  auto held = array.locked();
  for (std::size_t i = 0; i < array.size(); ++i) held.add(i, 1);
}

TEST_P(Conformance, VA03NoUpdateIsLostUnderTheLock) {
  const auto body = [](os::Os& os, const Parameters& with) {
    Value<int> value(os);
    Array<int> array(os, 2);
    std::vector<Process> children;
    for (int i = 0; i < with["many"]; ++i) children.emplace_back(os, add_one, value, array);
    for (Process& child : children) child.start();
    for (Process& child : children) child.join();
    const int many = static_cast<int>(with["many"]);
    expect(value.load() == many, "every increment of the value counts");
    expect(array.load_all() == std::vector<int>{many, many}, "and of the array");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, VA04ArraysAreZeroFilledAndCheckTheirBounds) {
  const auto body = [](os::Os& os, const Parameters&) {
    Array<int> array(os, 3);
    expect(array.size() == 3 && array.load_all() == std::vector<int>(3), "zeros");
    expect(text_of<std::out_of_range>([&] { array.load(3); }) == "index 3 in an array of size 3",
           "load");
    expect(
        text_of<std::out_of_range>([&] { array.store(9, 1); }) == "index 9 in an array of size 3",
        "store");
    expect(text_of<std::out_of_range>([&] { array.load_range(2, 2); }) ==
               "2 elements from index 2 in an array of size 3",
           "a range that is too long");
    expect(!text_of<std::out_of_range>([&] { array.store_range(4, {}); }).empty(),
           "one that begins behind");
    array.store_range(1, {4, 5});
    expect(array.load_range(0, 2) == std::vector<int>{0, 4}, "a part");
    expect(array.load_range(3, 0).empty(), "an empty part at the end");
    const Array<char> letters(os, std::vector<char>{'a', '\0', 'c'});
    expect(letters.load_all() == std::vector<char>{'a', '\0', 'c'}, "initialised");
    expect(Array<int>(os, 0).load_all().empty(), "an array may be empty");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, VA04AnArrayIsZeroFilledInMemoryThatWasUsedBefore) {
  const auto body = [](os::Os& os, const Parameters&) {
    for (int i = 0; i < 3; ++i) {
      Array<int> array(os, 2);
      expect(array.load_all() == std::vector<int>(2), "zeros");
      array.store_range(0, {-1, -1});
    }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, VA05IntegersWrapAround) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> number(os, std::numeric_limits<int>::max());
    expect(number.locked().add(1) == std::numeric_limits<int>::min(), "2^31 - 1 + 1 = -2^31");
    Array<std::uint8_t> bytes(os, std::vector<std::uint8_t>{250, 1});
    expect(bytes.locked().add(0, 10) == 4, "250 + 10 = 4 modulo 256");
    expect(bytes.load(1) == 1, "the neighbour is not touched");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
