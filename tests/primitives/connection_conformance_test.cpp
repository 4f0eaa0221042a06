// Pipes and connections on every operating system layer. The codes are those of
// the checklist of behaviours; in the simulator each must hold in every interleaving.
#include <cereal/types/map.hpp>
#include <cerrno>
#include <chrono>
#include <map>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/os_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

void answer_one(os::Os&, Connection connection) {
  connection.send(connection.recv<int>() + 1);
}

TEST_P(Conformance, PI01BothEndsOfADuplexPipeSendAndReceive) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [ours, theirs] = Pipe(os);
    expect(ours.readable() && ours.writable() && theirs.readable() && theirs.writable(), "both");
    Process child(os, answer_one, theirs);
    child.start();
    ours.send(41);
    expect(ours.recv<int>() == 42, "the answer");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI01AOneWayPipeRefusesTheOtherWay) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    expect(receiver.readable() && !receiver.writable(), "the first one receives");
    expect(!sender.readable() && sender.writable(), "the second one sends");
    expect(errno_of([&] { receiver.send(1); }) == EBADF, "it only receives");
    expect(errno_of([&] { sender.recv<int>(); }) == EBADF, "it only sends");
    expect(errno_of([&] { sender.poll(); }) == EBADF, "nothing to receive");
    sender.send(std::string("x"));
    expect(receiver.recv<std::string>() == "x", "the right way");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI02MessagesKeepTheirOrderAndTheirBoundaries) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    for (const char* text : {"", "a", "", "bc", ""}) sender.send_bytes(text);
    for (const char* text : {"", "a", "", "bc", ""})
      expect(receiver.recv_bytes() == text, "as it was sent");
    expect(!receiver.poll(), "and nothing else");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI03ValuesOfAnyTypeThatCanBeEncoded) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [ours, theirs] = Pipe(os);
    const std::map<std::string, std::vector<double>> value = {{"a", {1, 2.5}}, {"", {}}};
    ours.send(value);
    expect(theirs.recv<std::map<std::string, std::vector<double>>>() == value, "as it was");
    ours.send(std::int16_t{7});
    expect(!text_of<std::runtime_error>([&] { theirs.recv<std::int64_t>(); }).empty(), "8 of 2");
    ours.send(std::int64_t{7});
    expect(!text_of<std::runtime_error>([&] { theirs.recv<std::int16_t>(); }).empty(), "2 of 8");
    // A garbled message that speaks of more elements than there is memory for.
    ours.send(~std::uint64_t{0});
    expect(!text_of<std::runtime_error>([&] { theirs.recv<std::vector<int>>(); }).empty(), "size");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI03PartsOfBytes) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Connection& out = sender;
    out.send_bytes("abc", 1);
    out.send_bytes("abc", 1, 1);
    out.send_bytes("abc", 3);
    out.send_bytes("abc", 0, 0);
    for (const char* text : {"bc", "b", "", ""}) expect(receiver.recv_bytes() == text, "the part");
    const auto refused = [&](std::int64_t offset, std::optional<std::int64_t> size) {
      return !text_of<std::invalid_argument>([&] { out.send_bytes("abc", offset, size); }).empty();
    };
    expect(refused(-1, {}) && refused(4, {}), "an offset outside");
    expect(refused(0, -1) && refused(0, 4) && refused(2, 2), "a size that is not there");
    const std::string_view huge("", kMessageBytesMax + 1);
    expect(!text_of<std::length_error>([&] { out.send_bytes(huge); }).empty(), "too large");
    expect(!receiver.poll(), "what is refused is not sent");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void send_number(os::Os&, Connection out, int number) {
  out.send(number);
}

TEST_P(Conformance, PI04PR30TheEndComesAfterTheLastMessage) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Process child(os, send_number, sender, 5);
    child.start();
    sender.close();
    expect(receiver.recv<int>() == 5, "what was sent");
    Connection& in = receiver;
    expect(!text_of<EndOfStream>([&] { in.recv<int>(); }).empty(), "the end");
    expect(in.poll(), "the end can be received");
    expect(!text_of<EndOfStream>([&] { in.recv<int>(); }).empty(), "again");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI05SendingToNobodyIsABrokenPipe) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [ours, theirs] = Pipe(os);
    theirs.close();
    expect(errno_of([&ours = ours] { ours.send(1); }) == EPIPE, "nobody can receive it");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI06TheEndComesOnlyWhenEverybodyHasClosed) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Process child(os, send_number, sender, 5);
    child.start();
    child.join();
    expect(receiver.recv<int>() == 5, "what was sent");
    expect(!receiver.poll(), "the receiver itself could still send");
    const Connection copy = sender;
    sender.close();
    expect(copy.closed(), "all copies of a process are one end");
    expect(receiver.poll(), "the end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI07PollingTellsWhatCanBeReceived) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [ours, theirs] = Pipe(os);
    expect(!ours.poll() && !ours.poll(-1s) && !ours.poll(1ms), "nothing");
    theirs.send_bytes("");
    expect(ours.poll() && ours.poll() && ours.poll(1s), "a message, also an empty one");
    expect(ours.recv_bytes().empty() && !ours.poll(), "polling takes nothing");
    theirs.close();
    expect(ours.poll(os::kForever), "the end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI07APollWaitsForAMessage) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Process child(os, send_number, sender, 5);
    child.start();
    expect(receiver.poll(os::kForever) && receiver.recv<int>() == 5, "the message");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI08AMessageThatIsTooLongEndsTheReceiving) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Connection& in = receiver;
    sender.send_bytes("abc");
    sender.send_bytes("abc");
    expect(!text_of<std::invalid_argument>([&] { in.recv_bytes(-1); }).empty(), "negative");
    expect(in.recv_bytes(3) == "abc", "just long enough");
    expect(errno_of([&] { in.recv_bytes(2); }) == EMSGSIZE, "too long");
    expect(in.closed(), "it could only receive");
    auto [ours, theirs] = Pipe(os);
    theirs.send_bytes("abc");
    expect(errno_of([&ours = ours] { ours.recv_bytes(0); }) == EMSGSIZE, "too long");
    expect(!ours.closed() && !ours.readable() && ours.writable(), "it can still send");
    expect(errno_of([&ours = ours] { ours.recv_bytes(); }) == EBADF, "but not receive");
    ours.send(1);
    expect(theirs.recv<int>() == 1, "as said");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// Whoever connects without a key may write what he likes into the socket.
TEST_P(Conformance, PI08WhatIsNoMessageIsRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    const auto receive = [&os](std::string_view written) {
      const auto [own, other] = os.create_stream_pair();
      write(os, other, written);
      os.close(other);
      Connection in(os, own, Connection::Direction::Both);
      return in;
    };
    Connection huge = receive("\xff\xff\xff\xff");
    expect(errno_of([&] { huge.recv_bytes(); }) == EMSGSIZE, "a length above all that is sent");
    Connection cut = receive("\x05");
    expect(errno_of([&] { cut.recv_bytes(); }) == EBADMSG, "the length is cut off");
    Connection lying = receive(std::string("\xff\xff\xff\x7f", 4) + "abc");
    expect(errno_of([&] { lying.recv_bytes(); }) == EBADMSG, "of 2 GiB that are announced");
    Connection garbled = receive(std::string("\x02\0\0\0ab", 6));
    expect(!text_of<std::runtime_error>([&] { garbled.recv<std::int64_t>(); }).empty(),
           "no number");
    for (Connection* each : {&huge, &cut, &lying})
      expect(errno_of([each] { each->recv_bytes(); }) == EBADF, "and no more is received");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI09ReceivingIntoABuffer) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Connection& in = receiver;
    std::string text(4, '.');
    const auto buffer = std::as_writable_bytes(std::span(text));
    sender.send_bytes("ab");
    expect(in.recv_bytes_into(buffer, 1) == 2 && text == ".ab.", "at its place");
    sender.send_bytes("");
    expect(in.recv_bytes_into(buffer, 4) == 0, "nothing at the end");
    expect(!text_of<std::invalid_argument>([&] { in.recv_bytes_into(buffer, 5); }).empty(), "5");
    expect(!text_of<std::invalid_argument>([&] { in.recv_bytes_into(buffer, -1); }).empty(), "-1");
    sender.send_bytes("abc");
    try {
      in.recv_bytes_into(buffer, 2);
      expect(false, "three do not fit into two");
    } catch (const BufferTooShort& error) {
      expect(error.message == "abc" && text == ".ab.", "the message is in the exception");
    }
    sender.send_bytes("z");
    expect(in.recv_bytes() == "z", "it goes on");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

constexpr std::size_t kLong = 200'000;  // more than a stream takes at once

void receive_long(os::Os&, Connection in) {
  expect(in.recv_bytes() == std::string(kLong, 'x'), "all of it");
}

TEST_P(Conformance, PI10ALongMessagePassesWhileItIsReceived) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Process child(os, receive_long, receiver);
    child.start();
    sender.send_bytes(std::string(kLong, 'x'));
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void send_long_then_receive(os::Os&, Connection connection) {
  connection.send_bytes(std::string(kLong, 'x'));
  connection.recv_bytes();
}

TEST_F(InTheSimulator, PI10TwoWhoBothSendMuchBeforeTheyReceiveWaitForEachOther) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [ours, theirs] = Pipe(os);
    Process child(os, send_long_then_receive, theirs);
    child.start();
    send_long_then_receive(os, ours);
  };
  EXPECT_NE("", problem(Backend::Simulator, body));
  EXPECT_EQ("", problem(Backend::Simulator, body, {{}, {FindingKind::Deadlock}}));
}

TEST_P(Conformance, PI11AClosedConnectionRefusesEverything) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [ours, theirs] = Pipe(os);
    Connection& closed = ours;
    expect(!closed.closed() && Connection().closed(), "open at first");
    closed.close();
    closed.close();
    expect(closed.closed() && !closed.readable() && !closed.writable(), "closed");
    expect(errno_of([&] { closed.send(1); }) == EBADF, "send");
    expect(errno_of([&] { closed.recv<int>(); }) == EBADF, "recv");
    expect(errno_of([&] { closed.poll(); }) == EBADF, "poll");
    expect(errno_of([&] { wait(os, {closed}, 0ns); }) == EBADF, "wait");
    expect(errno_of([&] { Process(os, answer_one, closed); }) == EBADF, "as an argument");
    { const auto [first, second] = std::pair(std::move(theirs), 0); }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void send_under_lock(os::Os&, Connection out, Lock lock) {
  const auto guard = lock.hold();
  out.send_bytes(std::string(20'000, 'x'));  // header and bytes are two pieces
}

TEST_P(Conformance, PI12WithALockSeveralCanSend) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Lock lock(os);
    Process child(os, send_under_lock, sender, lock);
    child.start();
    send_under_lock(os, sender, lock);
    expect(receiver.recv_bytes() == receiver.recv_bytes(), "both whole");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI13AMessageCannotCarryAPrimitive) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [ours, theirs] = Pipe(os);
    const std::string lock =
        text_of<std::invalid_argument>([&ours = ours, &os] { ours.send(Lock(os)); });
    expect(lock.find("argument") != std::string::npos, "it says what to do");
    expect(!text_of<std::invalid_argument>([&ours = ours] { ours.send(ours); }).empty(), "its own");
    expect(!theirs.poll(), "nothing was sent");
    // What looks like a handle is not taken for one.
    ours.send(std::uint64_t{0});
    expect(!text_of<std::runtime_error>([&theirs = theirs] { theirs.recv<Lock>(); }).empty(), "0");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI15WaitReturnsExactlyWhatIsReady) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [first_in, first_out] = Pipe(os, Pipe::Kind::OneWay);
    auto [second_in, second_out] = Pipe(os, Pipe::Kind::OneWay);
    const std::vector<Waitable> both = {first_in, second_in};
    using Places = std::vector<std::size_t>;
    expect(wait(os, {}).empty(), "nothing to wait for");
    expect(wait(os, both, 0ns).empty() && wait(os, both, 1ms).empty(), "nothing is ready");
    second_out.send(1);
    expect(wait(os, both) == Places{1} && wait(os, both, -1s) == Places{1}, "one of two");
    first_out.close();
    expect((wait(os, both) == Places{0, 1}), "the end of a stream, and a message");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PI15PR15WaitKnowsTheEndsOfChildren) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Process child(os, send_number, sender, 5);
    child.start();
    const os::Handle sentinel = child.sentinel();
    while (wait(os, {receiver, sentinel}) != std::vector<std::size_t>{0, 1}) {
      expect(wait(os, {receiver}).size() == 1, "the message comes before the end of the child");
      child.join();
    }
    expect(receiver.recv<int>() == 5, "the message");
    expect(wait(os, {receiver, sentinel}) == std::vector<std::size_t>{1}, "the end stays");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void send_in_two_pieces(os::Os&, Connection out) {
  out.send_bytes(std::string(20'000, 'x'));
}

TEST_P(Conformance, PI04ASenderThatIsKilledLeavesAMessageAPartOrNothing) {
  const auto body = [](os::Os& os, const Parameters&) {
    auto [receiver, sender] = Pipe(os, Pipe::Kind::OneWay);
    Process victim(os, send_in_two_pieces, sender);
    victim.start();
    sender.close();
    victim.kill();
    Connection& in = receiver;
    try {
      expect(in.recv_bytes().size() == 20'000, "all of it");
      expect(!text_of<EndOfStream>([&] { in.recv_bytes(); }).empty(), "then the end");
    } catch (const EndOfStream&) {
      expect(!in.closed(), "it had not begun");
    } catch (const std::system_error& error) {
      expect(error.code().value() == EBADMSG && in.closed(), "a part of it");
    }
    victim.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
