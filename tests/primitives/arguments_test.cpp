// The argument archives: what goes in comes out, damage is refused, objects are counted.
#include "primitives/arguments.h"

#include <gtest/gtest.h>

#include <cereal/types/map.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/vector.hpp>

#include "primitives/all.h"
#include "tests/primitives/fake_os.h"

namespace ravel {
namespace {

struct Seat {
  int row = 0;
  std::string name;
  std::optional<double> price;
  bool operator==(const Seat&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(cereal::make_nvp("row", row), name, price);
  }
};

/// Written one way and read another.
struct Celsius {
  double degrees = 0;
  template <class Archive>
  void save(Archive& archive) const {
    archive(degrees + 273.15);
  }
  template <class Archive>
  void load(Archive& archive) {
    archive(degrees);
    degrees -= 273.15;
  }
};

struct Empty {};

enum class Colour : std::uint8_t { Red, Green };

template <class T>
T round_trip(const T& value) {
  ArgumentWriter writer;
  writer(value);
  FakeOs os;
  ArgumentReader reader(os, writer.bytes());
  T copy{};
  reader(copy);
  reader.finish();
  return copy;
}

TEST(Arguments, ComeOutAsTheyWentIn) {
  EXPECT_EQ(round_trip(true), true);
  EXPECT_EQ(round_trip(std::int64_t{-5'000'000'000}), -5'000'000'000);
  EXPECT_EQ(round_trip(0.1), 0.1);
  EXPECT_EQ(round_trip(Colour::Green), Colour::Green);
  EXPECT_EQ(round_trip(std::string("a\0b", 3)), std::string("a\0b", 3));
  EXPECT_EQ(round_trip(std::vector<int>{1, 2, 3}), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(round_trip(std::vector<int>{}), std::vector<int>{});
  EXPECT_EQ(round_trip(std::vector<bool>{true, false}), (std::vector<bool>{true, false}));
  const std::map<std::string, std::pair<int, double>> map = {{"a", {1, 1.5}}, {"", {2, -0.5}}};
  EXPECT_EQ(round_trip(map), map);
  const std::vector<Seat> seats = {{1, "A", 2.5}, {2, "", std::nullopt}};
  EXPECT_EQ(round_trip(seats), seats);
  EXPECT_DOUBLE_EQ(round_trip(Celsius{21.5}).degrees, 21.5);
}

TEST(Arguments, AnEmptyClassTakesNoBytes) {
  ArgumentWriter writer;
  writer(Empty{}, std::int16_t{7});
  EXPECT_EQ(writer.bytes().size(), 2u);
}

// A vector of two ints: 8 bytes of size, then 4 + 4.
TEST(Arguments, AnyMissingByteIsRefused) {
  ArgumentWriter writer;
  writer(std::vector<int>{1, 2});
  ASSERT_EQ(writer.bytes().size(), 16u);
  FakeOs os;
  for (std::size_t size = 0; size < 16; ++size) {
    ArgumentReader reader(os, std::span(writer.bytes()).first(size));
    std::vector<int> list;
    EXPECT_THROW(reader(list), std::runtime_error) << size << " of 16 bytes";
  }
}

TEST(Arguments, BytesThatAreLeftAreRefused) {
  ArgumentWriter writer;
  writer(1, 2);
  FakeOs os;
  ArgumentReader reader(os, writer.bytes());
  int number = 0;
  reader(number);
  EXPECT_THROW(reader.finish(), std::runtime_error);
  reader(number);
  EXPECT_NO_THROW(reader.finish());
}

// The child starts with one use of the lock; the second argument needs another one.
TEST(Arguments, NameAnObjectOnceAndUseItAsOftenAsTheyNameIt) {
  FakeOs os;
  const Lock lock(os);
  ArgumentWriter writer;
  writer(lock, lock);
  const os::Handle handle{0};
  EXPECT_EQ(writer.handles(), std::vector{handle});
  EXPECT_EQ(os.uses[handle], 1);

  FakeOs child;
  child.uses[handle] = 1;
  {
    ArgumentReader reader(child, writer.bytes());
    Lock first, second;
    reader(first, second);
    EXPECT_EQ(child.uses[handle], 2);
  }
  EXPECT_EQ(child.uses[handle], 0);
}

TEST(Arguments, AnEmptyPrimitiveIsRefused) {
  ArgumentWriter writer;
  EXPECT_THROW(writer(Lock()), std::logic_error);
  EXPECT_THROW(Lock().acquire(), std::logic_error);
}

void take_lock(os::Os&, Lock) {}

// Handle 0 is the lock: used by the variable and by the arguments that wait for the start.
TEST(Arguments, KeepTheirObjectsInUseUntilTheyAreGone) {
  FakeOs os;
  std::optional<Lock> lock(os);
  {
    Process process(os, take_lock, *lock);
    EXPECT_EQ(os.uses[os::Handle{0}], 2);
    lock.reset();
    Process moved = std::move(process);
    EXPECT_EQ(os.uses[os::Handle{0}], 1);
  }
  EXPECT_EQ(os.uses[os::Handle{0}], 0);
}

// A value is memory and a semaphore.
TEST(SharedObjects, AreClosedByTheirLastUser) {
  FakeOs os;
  {
    Value<int> value(os);
    Value<int> copy = value;
    Value<int> moved = std::move(value);
    copy = moved;
    for (const auto& [handle, uses] : os.uses) EXPECT_EQ(uses, 2);
  }
  EXPECT_EQ(os.uses.size(), 2u);
  for (const auto& [handle, uses] : os.uses) EXPECT_EQ(uses, 0);
}

TEST(Print, WritesALineInOnePieceAndOnlyIfSomebodyReads) {
  FakeOs os;
  print(os, "{} of {}", 1, "two");
  os.wanted = false;
  print(os, "nobody reads");
  EXPECT_EQ(os.printed, std::vector<std::string>{"1 of two\n"});
}

}  // namespace
}  // namespace ravel
