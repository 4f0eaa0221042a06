// Streams in executions: which steps there are, who waits for what, and what dying closes.
#include <gmock/gmock.h>

#include <system_error>

#include "tests/checker/explore.h"

namespace ravel::test {
namespace {

using os::Handle;
using os::Os;
using sim::OperationKind;
using testing::ElementsAre;

struct Ends {
  Handle in = os::kNoHandle;
  Handle out = os::kNoHandle;
};

using EndsChild = void (*)(Os& os, const Ends& ends);

void run_ends_child(Os& os, os::Function target, std::span<const std::byte> arguments) {
  Ends ends;
  std::memcpy(&ends, arguments.data(), sizeof ends);
  reinterpret_cast<EndsChild>(target)(os, ends);
}

/// The child gets those of the ends that are not kNoHandle.
Handle spawn_with(Os& os, EndsChild child, const Ends& ends) {
  std::vector<Handle> handles;
  for (const Handle end : {ends.in, ends.out})
    if (end != os::kNoHandle) handles.push_back(end);
  os::Program program;
  program.entry = run_ends_child;
  program.target = reinterpret_cast<os::Function>(child);
  program.arguments = std::as_bytes(std::span(&ends, 1));
  program.handles = handles;
  program.number = os.next_child_number();
  return os.spawn(program);
}

void write(Os& os, Handle out, std::string_view text) {
  os.write_stream(out, std::as_bytes(std::span(text)));
}

std::string read(Os& os, Handle in, std::size_t most) {
  std::string text(most, '\0');
  text.resize(os.read_stream(in, std::as_writable_bytes(std::span(text))));
  return text;
}

Ends pipe(Os& os, std::size_t capacity = os::kStreamCapacity) {
  const auto [in, out] = os.create_pipe(capacity);
  return {in, out};
}

class First final : public sim::Chooser {
 public:
  std::size_t choose(const sim::Choices&) override { return 0; }
};

std::vector<OperationKind> kinds_of(const sim::Execution& execution, sim::ProcessId process) {
  std::vector<OperationKind> kinds;
  for (const sim::Step& step : execution.steps)
    if (step.process == process) kinds.push_back(step.kind);
  return kinds;
}

void write_one_byte(Os& os, const Ends& ends) {
  write(os, ends.out, "x");
}

// child: write, close at its end. main: close its own write end, read (after the write), and what
// follows waits for the child. Of the 6 orders of two and two the one that reads first is missing.
TEST(StreamSteps, AReadComesAfterTheWriteOfItsByte) {
  const Explored explored = explore_all([](Os& os) {
    const Ends ends = pipe(os);
    spawn_with(os, write_one_byte, {os::kNoHandle, ends.out});
    os.close_stream(ends.out);
    EXPECT_EQ(read(os, ends.in, 5), "x");
  });
  EXPECT_EQ(explored.executions, 5u);
  EXPECT_EQ(explored.deadlocks, 0u);
}

// The classic mistake: the reader keeps a write end itself, and waits for ever for the end of the
// stream. The report can say who could still write.
TEST(StreamSteps, AReaderThatCouldWriteItselfNeverFindsTheEnd) {
  sim::Simulation simulation{{}};
  First first;
  const sim::Execution& execution = simulation.run(
      [](Os& os) {
        const Ends ends = pipe(os);
        os.wait(spawn_with(os, write_one_byte, {os::kNoHandle, ends.out}), os::kForever);
        read(os, ends.in, 1);
        read(os, ends.in, 1);
      },
      first);
  EXPECT_EQ(execution.ending, sim::Ending::Deadlock);
  ASSERT_EQ(execution.blocked.size(), 1u);
  EXPECT_EQ(execution.blocked[0].operation.kind, OperationKind::ReadStream);
  sim::ProcessSet main_process;
  main_process.add(0);
  EXPECT_EQ(execution.blocked[0].holders, main_process);
}

TEST(StreamSteps, AStepSaysHowMuchWasAskedForAndHowMuchCame) {
  sim::Simulation simulation{{}};
  First first;
  const sim::Execution& execution = simulation.run(
      [](Os& os) {
        const Ends ends = pipe(os, 3);
        write(os, ends.out, "abcde");
        EXPECT_EQ(read(os, ends.in, 2), "ab");
        os.close_stream(ends.out);
        EXPECT_EQ(read(os, ends.in, 2), "c");
        EXPECT_EQ(read(os, ends.in, 2), "");
      },
      first);
  const auto& steps = execution.steps;
  ASSERT_EQ(steps.size(), 7u);
  const auto moved = [&](std::size_t i) { return std::pair(steps[i].offset, steps[i].value); };
  EXPECT_EQ(moved(0), std::pair(5u, std::uint64_t{3})) << "asked for 5, room for 3";
  EXPECT_EQ(moved(1), std::pair(2u, std::uint64_t{2}));
  EXPECT_EQ(steps[2].kind, OperationKind::CloseStream);
  EXPECT_EQ(steps[2].value, sim::kWriteSide);
  EXPECT_EQ(moved(3), std::pair(2u, std::uint64_t{1})) << "short";
  EXPECT_EQ(moved(4), std::pair(2u, std::uint64_t{0})) << "the end of the stream";
  EXPECT_EQ(steps[5].kind, OperationKind::CloseStream);
  EXPECT_EQ(steps[5].value, sim::kReadSide);
  EXPECT_EQ(steps[6].kind, OperationKind::Exit);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(steps[i].object, steps[0].object);
  EXPECT_EQ(simulation.objects()[steps[0].object].limit, 3u);
}

void open_and_stay(Os& os, const Ends& ends) {
  os.open_file("file", os::FileMode::Write);
  read(os, ends.in, 1);
}

TEST(StreamSteps, AKilledProcessClosesOneThingAfterTheOtherBeforeItsExit) {
  sim::SimulationOptions options;
  options.exits_are_choices = true;
  sim::Simulation simulation{options};
  First first;
  const sim::Execution& execution = simulation.run(
      [](Os& os) {
        const Ends never = pipe(os);
        const Ends ends = pipe(os);
        const Handle child = spawn_with(os, open_and_stay, {never.in, ends.out});
        os.close_stream(ends.out);
        os.kill(child, os::Signal::Kill);
        EXPECT_EQ(read(os, ends.in, 1), "") << "the death of the child closed its end";
        EXPECT_EQ(os.wait(child, os::kForever), -9);
      },
      first);
  EXPECT_EQ(execution.ending, sim::Ending::Finished);
  const auto kinds = kinds_of(execution, 1);
  ASSERT_GE(kinds.size(), 3u);
  EXPECT_EQ(kinds[kinds.size() - 3], OperationKind::CloseStream);
  EXPECT_EQ(kinds[kinds.size() - 2], OperationKind::CloseStream);
  EXPECT_EQ(kinds.back(), OperationKind::Exit);
}

void open_and_leave(Os& os, const Ends&) {
  os.open_file("file", os::FileMode::Write);
}
void open_and_exit(Os& os, const Ends& ends) {
  open_and_leave(os, ends);
  os.exit(4);
}

TEST(StreamSteps, WhatIsOpenAtTheEndIsClosedFirst) {
  for (const EndsChild child : {open_and_leave, open_and_exit}) {
    sim::Simulation simulation{{}};
    First first;
    const sim::Execution& execution = simulation.run(
        [child](Os& os) {
          const Ends ends = pipe(os);
          os.share(ends.in);
          os.wait(spawn_with(os, child, ends), os::kForever);
        },
        first);
    EXPECT_THAT(kinds_of(execution, 1),
                ElementsAre(OperationKind::OpenFile, OperationKind::CloseStream,
                            OperationKind::CloseStream, OperationKind::Exit))
        << "nobody can see that a file is closed on which nobody has a lock";
    EXPECT_EQ(execution.processes[1].exit_code, child == open_and_exit ? 4 : 0);
  }
}

TEST(StreamSteps, OnlyTheLastUseOfAProcessIsAStep) {
  sim::Simulation simulation{{}};
  First first;
  const sim::Execution& execution = simulation.run(
      [](Os& os) {
        const Ends ends = pipe(os);
        os.close_stream(ends.in);
        os.share(ends.out);
        os.close(ends.out);
        os.close_stream(ends.out);
        os.close_stream(ends.out);
      },
      first);
  EXPECT_THAT(kinds_of(execution, 0), ElementsAre(OperationKind::CloseStream,
                                                  OperationKind::CloseStream, OperationKind::Exit));
}

// The child's byte or the end of the child's stream is there sooner or later, so that the poll
// never gives up: at every moment at which it does, an earlier poll would have done the same.
void poll_for_child(Os& os) {
  const Ends ends = pipe(os);
  const Handle child = spawn_with(os, write_one_byte, {os::kNoHandle, ends.out});
  os.close_stream(ends.out);
  const std::vector<Handle> objects = {ends.in, child};
  std::int64_t seen = 0;
  for (const std::size_t ready : os.poll(objects, std::chrono::nanoseconds(0))) seen += 1 << ready;
  os.observe("value", seen);
}

// Nothing, the byte, or the byte and the end of the child, but never its end without its byte.
TEST(StreamSteps, APollSeesWhatIsReadyAtOneMoment) {
  sim::SimulationOptions options;
  options.exits_are_choices = true;
  const Explored explored = explore_all(poll_for_child, options);
  std::vector<std::int64_t> seen;
  for (const auto& [value, count] : explored.values) seen.push_back(value);
  EXPECT_THAT(seen, ElementsAre(0, 1, 3));
  sim::Simulation simulation{{}};
  First first;
  EXPECT_TRUE(simulation.run(poll_for_child, first).liveness_observed);
}

TEST(StreamSteps, APollRecordsWhatItLookedAt) {
  sim::Simulation simulation{{}};
  First first;
  const sim::Execution& execution = simulation.run(
      [](Os& os) {
        const Ends one = pipe(os);
        const Ends two = pipe(os);
        write(os, two.out, "x");
        const std::vector<Handle> objects = {one.in, two.in};
        EXPECT_THAT(os.poll(objects, os::kForever), ElementsAre(1u));
        EXPECT_THAT(os.poll(std::span(objects).first(1), std::chrono::nanoseconds(5)),
                    ElementsAre());
      },
      first);
  const sim::Step& both = execution.steps[1];
  EXPECT_EQ(both.kind, OperationKind::Poll);
  EXPECT_EQ(both.value, 1u);
  ASSERT_EQ(both.offset, 2u);
  EXPECT_EQ(execution.looks[both.object].value, 0u);
  EXPECT_EQ(execution.looks[both.object + 1].value, 1u);
  EXPECT_EQ(execution.looks[both.object + 1].object, execution.steps[0].object);
  const sim::Step& timed_out = execution.steps[2];
  EXPECT_EQ(timed_out.outcome, sim::Outcome::TimedOut);
  EXPECT_EQ(execution.looks[timed_out.object].object, execution.looks[both.object].object);
  const sim::Trace trace = simulation.trace();
  EXPECT_EQ(sim::describe(trace, both), "poll stream #1, stream #2");
  EXPECT_EQ(sim::describe_result(both), "1 ready");
}

TEST(StreamSteps, BadUseOfAnEndIsRefusedWithoutAStep) {
  sim::Simulation simulation{{}};
  First first;
  const sim::Execution& execution = simulation.run(
      [](Os& os) {
        const Ends ends = pipe(os);
        const Handle semaphore = os.create_semaphore(1, 1);
        std::byte byte{};
        const std::span<std::byte> bytes(&byte, 1);
        EXPECT_THROW(os.read_stream(ends.out, bytes), std::system_error) << "wrong direction";
        EXPECT_THROW(os.write_stream(ends.in, bytes), std::system_error) << "wrong direction";
        EXPECT_THROW(os.read_stream(semaphore, bytes), std::logic_error);
        EXPECT_THROW(os.read_stream(os::kNoHandle, bytes), std::logic_error);
        EXPECT_THROW(os.accept(ends.in, os::kForever), std::logic_error);
        EXPECT_THROW(os.create_pipe(0), std::invalid_argument);
        EXPECT_THROW(os.connect("tcp:nowhere.example:80"), std::system_error);
        EXPECT_THROW(os.listen("local:" + std::string(81, 'x')), std::invalid_argument);
        const std::vector<Handle> none = {os::kNoHandle};
        EXPECT_THROW(os.poll(none, os::kForever), std::logic_error);
        EXPECT_EQ(os.read_stream(ends.in, {}), 0u);
        EXPECT_EQ(os.write_stream(ends.out, {}), 0u);
        os.close_stream(semaphore);
        os.close_stream(os::kNoHandle);
        os.exit(0);
      },
      first);
  EXPECT_TRUE(execution.exceptions.empty());
  EXPECT_THAT(kinds_of(execution, 0), ElementsAre(OperationKind::CloseStream,
                                                  OperationKind::CloseStream, OperationKind::Exit));
}

// Three messages through room for one byte: the writer waits for the reader each time.
TEST(StreamSteps, AFullStreamMakesItsWriterWait) {
  const Explored explored = explore_all([](Os& os) {
    const Ends ends = pipe(os, 1);
    const EndsChild write_three = [](Os& child, const Ends& own) {
      for (int i = 0; i < 3; ++i) write(child, own.out, "x");
    };
    spawn_with(os, write_three, {os::kNoHandle, ends.out});
    os.close_stream(ends.out);
    std::int64_t bytes = 0;
    while (!read(os, ends.in, 3).empty()) ++bytes;
    os.observe("value", bytes);
  });
  EXPECT_EQ(explored.values.size(), 1u);
  EXPECT_EQ(explored.values.begin()->first, 3) << "never two bytes at once";
  EXPECT_EQ(explored.deadlocks, 0u);
}

}  // namespace
}  // namespace ravel::test
