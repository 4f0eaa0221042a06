// Listeners, clients and sockets on every operating system layer. The codes are
// those of the checklist of behaviours; in the simulator each must hold in every interleaving.
#include <cerrno>
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

const std::string kAddress = "local:conformance";

template <class Call>
bool is_refused(Call call) {
  return !text_of<AuthenticationError>(call).empty();
}

void send_and_leave(os::Os& os) {
  connect(os, kAddress).send(7);
}

TEST_P(Conformance, LI01WhatWasSentBeforeTheAcceptAndTheCloseIsReceived) {
  const auto body = [](os::Os& os, const Parameters&) {
    Listener listener(os, kAddress);
    Process client(os, send_and_leave);
    client.start();
    client.join();
    expect(wait(os, {listener}, 0ns).size() == 1, "somebody has connected");
    Connection connection = listener.accept();
    expect(connection.recv<int>() == 7, "the message");
    expect(!text_of<EndOfStream>([&] { connection.recv<int>(); }).empty(), "the end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, LI01AcceptWaitsForAClient) {
  const auto body = [](os::Os& os, const Parameters&) {
    Listener listener(os, kAddress);
    expect(!listener.accept(0ns) && !listener.accept(1ms), "nobody connects");
    Process client(os, send_and_leave);
    client.start();
    expect(listener.accept().recv<int>() == 7, "the message");
    client.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, LI02AnAddressIsForOneAndAClosedListenerForNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(errno_of([&] { connect(os, kAddress); }) == ECONNREFUSED, "nobody listens");
    Listener listener(os, kAddress);
    expect(listener.address() == kAddress, "where it is");
    expect(errno_of([&] { Listener(os, kAddress); }) == EADDRINUSE, "somebody listens");
    listener.close();
    listener.close();
    expect(listener.closed(), "closed");
    expect(errno_of([&] { listener.accept(); }) == EBADF, "accept");
    expect(errno_of([&] { listener.address(); }) == EBADF, "address");
    expect(errno_of([&] { connect(os, kAddress); }) == ECONNREFUSED, "nobody listens");
    { const Listener again(os, kAddress); }
    { const Listener again(os, kAddress); }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void ask_with_key(os::Os& os, std::string key) {
  Connection connection = connect(os, kAddress, key);
  connection.send(std::string("question"));
  expect(connection.recv<std::string>() == "answer", "the answer");
}

TEST_P(Conformance, LI03WhoHasTheKeyIsAccepted) {
  const auto body = [](os::Os& os, const Parameters&) {
    Listener listener(os, kAddress, "secret");
    Process client(os, ask_with_key, "secret");
    client.start();
    Connection connection = listener.accept();
    expect(connection.recv<std::string>() == "question", "the question");
    connection.send(std::string("answer"));
    client.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void fail_with_key(os::Os& os, std::string key) {
  expect(is_refused([&] { connect(os, kAddress, key); }), "another key");
}

TEST_P(Conformance, LI03LI07WhoHasAnotherKeyIsRefusedAndTheNextOneAccepted) {
  const auto body = [](os::Os& os, const Parameters&) {
    Listener listener(os, kAddress, "secret");
    Process stranger(os, fail_with_key, "Secret");
    stranger.start();
    expect(is_refused([&] { listener.accept(); }), "another key");
    stranger.join();
    Process client(os, ask_with_key, "secret");
    client.start();
    Connection connection = listener.accept();
    connection.send(std::string("answer"));
    client.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, LI04AnEmptyKeyIsNone) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(!text_of<std::invalid_argument>([&] { Listener(os, kAddress, ""); }).empty(), "listen");
    expect(!text_of<std::invalid_argument>([&] { connect(os, kAddress, ""); }).empty(), "connect");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, LI05AnAddressIsLocalOrTcp) {
  const auto body = [](os::Os& os, const Parameters&) {
    for (const char* wrong : {"", "nowhere", "udp:1", "tcp:host", "tcp:host:70000", "local:"})
      expect(!text_of<std::invalid_argument>([&] { Listener(os, wrong); }).empty(), "its form");
    Listener listener(os, "tcp::0");
    const std::string address = listener.address();
    expect(address.starts_with("tcp:127.0.0.1:") && !address.ends_with(":0"), "a port");
    Connection client = connect(os, address);
    Connection server = listener.accept();
    client.send(1);
    expect(server.recv<int>() == 1, "it is connected");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

/// A client that answers the challenge with `answer`, and then goes away.
void answer_wrongly(os::Os& os, std::string answer) {
  Connection connection = connect(os, kAddress);
  connection.recv_bytes();
  connection.send_bytes(answer);
}

TEST_P(Conformance, LI06AWrongAnswerIsRefusedWhateverItIs) {
  for (const Body& body : {
           Body([](os::Os&os, const Parameters&) {
             Listener listener(os, kAddress, "secret");
             Process stranger(os, answer_wrongly, "too short");
             stranger.start();
             expect(is_refused([&] { listener.accept(); }), "a wrong length");
             stranger.join();
           }),
           Body([](os::Os&os, const Parameters&) {
             Listener listener(os, kAddress, "secret");
             Process stranger(os, answer_wrongly, std::string(32, 'x'));
             stranger.start();
             expect(is_refused([&] { listener.accept(); }), "a wrong digest");
             stranger.join();
           }),
           Body([](os::Os&os, const Parameters&) {
             Listener listener(os, kAddress, "secret");
             Process stranger(os, answer_wrongly, std::string(257, 'x'));
             stranger.start();
             expect(is_refused([&] { listener.accept(); }), "more than 256 bytes");
             stranger.join();
           }),
       })
    EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, LI06WhoGoesAwayOrSaysNothingIsRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    Listener listener(os, kAddress, "secret");
    connect(os, kAddress).close();
    expect(is_refused([&] { listener.accept(); }), "he went away");
    const Connection silent = connect(os, kAddress);
    expect(is_refused([&] { listener.accept(1ms); }), "he says nothing");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void listen_without_key(os::Os&, Listener listener) {
  listener.accept().send_bytes("welcome, whoever you are, and please sign this: 0123456789");
}

TEST_P(Conformance, LI06AListenerWithoutAKeyGetsNoProof) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process server(os, listen_without_key, Listener(os, kAddress));
    server.start();
    expect(is_refused([&] { connect(os, kAddress, "secret"); }), "no challenge");
    server.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void listen_and_go(os::Os&, Listener listener, bool challenges) {
  Connection client = listener.accept();
  if (challenges) client.send_bytes("#CHALLENGE#{sha256}" + std::string(32, 'x'));
}

// Who accepts and dies, before its challenge or after it, leaves nobody waiting.
TEST_P(Conformance, LI06AListenerThatGoesAwayIsNoListenerWithAKey) {
  for (const Body& body : {
           Body([](os::Os&os, const Parameters&) {
             Process server(os, listen_and_go, Listener(os, kAddress), false);
             server.start();
             expect(is_refused([&] { connect(os, kAddress, "secret"); }), "no challenge");
             server.join();
           }),
           Body([](os::Os&os, const Parameters&) {
             Process server(os, listen_and_go, Listener(os, kAddress), true);
             server.start();
             expect(is_refused([&] { connect(os, kAddress, "secret"); }), "no verdict");
             server.join();
           }),
       })
    EXPECT_EQ("", problem(GetParam(), body));
}

void say_welcome(Connection& client, std::string challenge) {
  client.send_bytes(challenge);
  client.recv_bytes();
  client.send_bytes("#WELCOME#");
}

// A listener without the key asks one client for the proof that another one wants from it.
TEST_P(Conformance, LI06AClientsProofIsNoListenersProof) {
  const auto body = [](os::Os& os, const Parameters&) {
    Listener listener(os, kAddress);
    Process victim(os, fail_with_key, "secret");
    victim.start();
    Connection first = listener.accept();
    say_welcome(first, "#CHALLENGE#{sha256}" + std::string(32, 'x'));
    const std::string challenge = first.recv_bytes();
    Process other(os, fail_with_key, "secret");
    other.start();
    Connection second = listener.accept();
    second.send_bytes(challenge);
    first.send_bytes(second.recv_bytes());
    expect(first.recv_bytes() == "#FAILURE#", "it is refused");
    second.close();
    victim.join();
    other.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// RFC 4231, test cases 2 and 6: a short key, and one that is longer than a block.
TEST(Authentication, DigestsAreThoseOfTheStandard) {
  const auto hex = [](const auto& digest) {
    std::string text;
    for (const std::uint8_t byte : digest) {
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 15];
    }
    return text;
  };
  EXPECT_EQ(hex(keyed_digest("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(keyed_digest(std::string(131, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

void say_hello(os::Os& os, std::string address) {
  Socket socket(os, address);
  socket.sendall("hello");
  expect(socket.recv(100) == "HELLO" && socket.recv(100).empty(), "the answer and the end");
}

TEST_P(Conformance, SocketsCarryBytesBothWays) {
  const auto body = [](os::Os& os, const Parameters&) {
    ServerSocket server(os, "tcp:localhost:0");
    Process client(os, say_hello, server.address());
    client.start();
    Socket socket = server.accept();
    std::string bytes;
    while (bytes.size() < 5) bytes += socket.recv(3);
    expect(bytes == "hello", "in pieces of at most three");
    socket.sendall("HELLO");
    socket.close();
    expect(errno_of([&] { socket.recv(1); }) == EBADF, "closed");
    client.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
