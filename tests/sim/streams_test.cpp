// Streams as a table: who has which end open, what is on its way, and what a reader or writer
// finds.
#include "sim/streams.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace ravel::sim {
namespace {

constexpr ProcessId kParent = 0;
constexpr ProcessId kChild = 1;

struct StreamsTest : testing::Test {
  Streams::Result write(ProcessId process, Streams::Number end, std::string_view text) {
    return streams.write(process, end, std::as_bytes(std::span(text)));
  }

  /// What is read, at most `most` bytes.
  std::string read(ProcessId process, Streams::Number end, std::size_t most = 100) {
    std::string text(most, '\0');
    last = streams.read(process, end, std::as_writable_bytes(std::span(text)));
    text.resize(last.value);
    return text;
  }

  Streams streams;
  Streams::Result last;
};

TEST_F(StreamsTest, BytesComeOutInOrderHoweverTheyAreCut) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 7, 100);
  EXPECT_EQ(write(kParent, out, "abc").value, 3u);
  EXPECT_EQ(write(kParent, out, "defg").value, 4u);
  EXPECT_EQ(read(kParent, in, 2), "ab");
  EXPECT_EQ(read(kParent, in, 4), "cdef");
  EXPECT_EQ(read(kParent, in), "g");
  EXPECT_EQ(*streams.find(kParent, in), (Streams::Sides{7, Streams::kNone, Streams::kNone}));
}

// 1000 times a write of 7 and a read of at most 5 bytes through 10 bytes: what was read is dropped
// now and then, and nothing else.
TEST_F(StreamsTest, ALongStreamLosesNothing) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 0, 10);
  std::string sent;
  std::string received;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = std::to_string(1'000'000 + i);
    sent += text.substr(0, write(kParent, out, text).value);
    received += read(kParent, in, 5);
  }
  received += read(kParent, in);
  EXPECT_EQ(received, sent);
  EXPECT_GE(sent.size(), 5000u);
}

TEST_F(StreamsTest, AFullStreamTakesWhatFitsAndThenNothing) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 0, 4);
  EXPECT_EQ(write(kParent, out, "abcdef").value, 4u);
  EXPECT_FALSE(streams.writable(kParent, out));
  read(kParent, in, 1);
  EXPECT_TRUE(streams.writable(kParent, out));
  EXPECT_EQ(write(kParent, out, "efg").value, 1u);
  EXPECT_EQ(read(kParent, in), "bcde");
}

TEST_F(StreamsTest, TheEndComesWhenTheLastProcessHasClosed) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 0, 4);
  streams.inherit(kParent, kChild, out);
  write(kChild, out, "x");
  EXPECT_TRUE(streams.close(kChild, out));
  EXPECT_EQ(read(kParent, in), "x") << "what was written before is read first";
  EXPECT_FALSE(streams.readable(kParent, in)) << "the parent could still write";
  EXPECT_TRUE(streams.close(kParent, out));
  EXPECT_TRUE(streams.readable(kParent, in));
  EXPECT_EQ(read(kParent, in), "");
  EXPECT_EQ(last.error, 0);
}

TEST_F(StreamsTest, AWriterWithoutReadersFailsAtOnceAlsoIfTheStreamIsFull) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 0, 1);
  write(kParent, out, "x");
  streams.inherit(kParent, kChild, in);
  streams.close(kParent, in);
  EXPECT_FALSE(streams.writable(kParent, out)) << "the child could still read";
  streams.close_all(kChild);
  EXPECT_TRUE(streams.writable(kParent, out));
  EXPECT_EQ(write(kParent, out, "y").error, EPIPE);
}

TEST_F(StreamsTest, UsesOfAProcessAreCounted) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 0, 4);
  streams.share(kParent, in);
  EXPECT_FALSE(streams.is_last_use(kParent, in));
  EXPECT_FALSE(streams.close(kParent, in));
  EXPECT_TRUE(streams.is_last_use(kParent, in));
  EXPECT_TRUE(streams.close(kParent, in));
  EXPECT_EQ(streams.find(kParent, in), nullptr);
  EXPECT_FALSE(streams.close(kParent, in)) << "closing again does nothing";
  EXPECT_EQ(streams.first_open(kParent), out);
}

TEST_F(StreamsTest, AnEndHasOneDirectionAndOnlyItsOwners) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 0, 4);
  EXPECT_EQ(write(kParent, in, "x").error, EBADF);
  read(kParent, out);
  EXPECT_EQ(last.error, EBADF);
  read(kChild, in);
  EXPECT_EQ(last.error, EBADF);
  EXPECT_TRUE(streams.readable(kChild, in)) << "a call that fails does not wait";
}

TEST_F(StreamsTest, ThePairIsDuplex) {
  const auto [near, far] = streams.add_pair(kParent, kParent, {3, 4}, 4);
  write(kParent, near, "ab");
  write(kParent, far, "cd");
  EXPECT_EQ(read(kParent, near), "cd");
  EXPECT_EQ(read(kParent, far), "ab");
  EXPECT_EQ(streams.find(kParent, near)->reads, 3u);
  EXPECT_EQ(streams.find(kParent, far)->reads, 4u);
  streams.close(kParent, far);
  EXPECT_EQ(write(kParent, near, "x").error, EPIPE);
  EXPECT_EQ(read(kParent, near), "");
}

TEST_F(StreamsTest, ConnectionsAreAcceptedInTheirOrder) {
  const auto listener = static_cast<Streams::Number>(streams.listen(kParent, kParent, 9).value);
  EXPECT_FALSE(streams.acceptable(kParent, listener));
  const auto first = streams.connect(kChild, kChild, 9, {1, 2}, 4);
  streams.connect(kChild, kChild, 9, {3, 4}, 4);
  write(kChild, static_cast<Streams::Number>(first.value), "hi");
  streams.close(kChild, static_cast<Streams::Number>(first.value));
  const auto accepted = static_cast<Streams::Number>(streams.accept(kParent, listener).value);
  EXPECT_EQ(streams.find(kParent, accepted)->reads, 2u);
  EXPECT_EQ(read(kParent, accepted), "hi") << "sent, and closed, before it was accepted";
  EXPECT_TRUE(streams.acceptable(kParent, listener));
}

TEST_F(StreamsTest, AnAddressHasOneListenerUntilItIsClosed) {
  EXPECT_EQ(streams.connect(kChild, kChild, 9, {1, 2}, 4).error, ECONNREFUSED);
  const auto listener = static_cast<Streams::Number>(streams.listen(kParent, kParent, 9).value);
  EXPECT_EQ(streams.listen(kChild, kChild, 9).error, EADDRINUSE);
  const auto client =
      static_cast<Streams::Number>(streams.connect(kChild, kChild, 9, {1, 2}, 4).value);
  EXPECT_FALSE(streams.readable(kChild, client));
  streams.close(kParent, listener);
  EXPECT_EQ(read(kChild, client), "") << "nobody will accept this connection any more";
  EXPECT_EQ(streams.connect(kChild, kChild, 9, {3, 4}, 4).error, ECONNREFUSED);
  EXPECT_EQ(streams.listen(kChild, kChild, 9).error, 0);
}

// The same two ends, whether somebody else has made some before or not.
TEST_F(StreamsTest, NumbersDependOnTheCreatorAlone) {
  const auto alone = streams.add_pipe(kChild, kChild, 0, 4);
  streams.reset();
  streams.add_pipe(kParent, kParent, 0, 4);
  EXPECT_EQ(streams.add_pipe(kChild, kChild, 0, 4), alone);
}

TEST_F(StreamsTest, SaysWhoHasTheOtherEndOpen) {
  const auto [in, out] = streams.add_pipe(kParent, kParent, 0, 4);
  streams.inherit(kParent, kChild, out);
  ProcessSet both;
  both.add(kParent);
  both.add(kChild);
  ProcessSet parent;
  parent.add(kParent);
  EXPECT_EQ(streams.writers(in), both);
  EXPECT_EQ(streams.readers(out), parent);
}

}  // namespace
}  // namespace ravel::sim
