// Pipes of records when their users are killed in the middle of a call, which is nearly always.
#include <array>
#include <cstring>

#include "primitives/os/record_pipes.h"
#include "tests/primitives/os/posix/world.h"
#include "tests/primitives/os_programs.h"

namespace ravel::os::posix {
namespace {

class PosixRecordPipe : public Posix {};
INSTANTIATE_TEST_SUITE_P(Methods, PosixRecordPipe, both_methods(), method_name);

constexpr std::size_t kBytes = 64;
using Record = std::array<std::uint64_t, kBytes / sizeof(std::uint64_t)>;

void write_for_ever(Os& os, const Handles& handles) {
  for (std::uint64_t number = 1;; ++number) {
    Record record;
    record.fill(number);
    os.write_stream(handles[0], std::as_bytes(std::span(record)));
  }
}

void read_for_ever(Os& os, const Handles& handles) {
  for (Record record;;) os.read_stream(handles[0], std::as_writable_bytes(std::span(record)));
}

/// The number that fills a record; 0 for one that was written by halves.
std::uint64_t number_in(const Record& record) {
  for (const std::uint64_t number : record)
    if (number != record.front()) return 0;
  return record.front();
}

std::optional<std::uint64_t> next_number(Os& os, Handle in, Timeout timeout) {
  Record record;
  if (!os.read_stream_within(in, std::as_writable_bytes(std::span(record)), timeout)) return {};
  return number_in(record);
}

// The numbers of one writer are 1, 2, 3, ..., whatever has become of the writers before it.
TEST_P(PosixRecordPipe, AWriterThatIsKilledLeavesWholeRecordsAndHindersNobody) {
  EXPECT_EQ(failure_of([](Os& os) {
              for (int round = 0; round < 20; ++round) {
                const auto [in, out] = create_record_pipe(os, kBytes, 5);
                std::array<Handle, 2> writers{};
                for (Handle& writer : writers) writer = ravel::start(os, write_for_ever, {out});
                for (int i = 0; i < 1000; ++i) expect(next_number(os, in, kForever) > 0, "whole");
                for (const Handle writer : writers) os.kill(writer, Signal::Kill);
                for (const Handle writer : writers) os.wait(writer, kForever);
                while (const auto number = next_number(os, in, std::chrono::nanoseconds(0)))
                  expect(number > 0, "whole");
                const Handle last = ravel::start(os, write_for_ever, {out});
                for (std::uint64_t i = 1; i <= 100; ++i)
                  expect(next_number(os, in, kForever) == i, "each of them, in order");
                os.kill(last, Signal::Kill);
                os.close(in);
                os.close(out);
              }
            }),
            "");
}

TEST_P(PosixRecordPipe, AReaderThatIsKilledHindersNobody) {
  EXPECT_EQ(failure_of([](Os& os) {
              for (int round = 0; round < 20; ++round) {
                const auto [in, out] = create_record_pipe(os, kBytes, 5);
                std::array<Handle, 2> readers{};
                for (Handle& reader : readers) reader = ravel::start(os, read_for_ever, {in});
                Record record;
                for (std::uint64_t i = 1; i <= 1000; ++i) {
                  record.fill(i);
                  os.write_stream(out, std::as_bytes(std::span(record)));
                }
                for (const Handle reader : readers) os.kill(reader, Signal::Kill);
                for (const Handle reader : readers) os.wait(reader, kForever);
                std::uint64_t before = 0;
                while (const auto number = next_number(os, in, std::chrono::nanoseconds(0))) {
                  expect(*number > before, "what is left is whole and in order");
                  before = *number;
                }
                record.fill(7);
                for (int i = 0; i < 5; ++i) os.write_stream(out, std::as_bytes(std::span(record)));
                for (int i = 0; i < 5; ++i) expect(next_number(os, in, kForever) == 7, "goes on");
                os.close(in);
                os.close(out);
              }
            }),
            "");
}

// A handle of it is that of no other object, and the last use takes it away.
TEST_P(PosixRecordPipe, ItsMemoryIsGivenBackWithItsLastUse) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto [in, out] = create_record_pipe(os, 512, 1000);
              os.close_stream(in);
              os.close_stream(out);
              for (int i = 0; i < 1100; ++i) {
                const auto [again, other] = create_record_pipe(os, 512, 1000);
                expect(again == in, "the same memory, of which 1,100 would not fit into a run");
                os.close(again);
                os.close(other);
              }
            }),
            "");
}

}  // namespace
}  // namespace ravel::os::posix
