// Byte streams on every operating system layer; in the simulator in every interleaving.
#include <array>
#include <cerrno>

#include "primitives/os/record_pipes.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/os_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;
using os::Handle;
using os::kForever;
using os::kNoHandle;
using os::Os;

bool polls(Os& os, const Handles& objects, const std::vector<std::size_t>& ready,
           os::Timeout timeout = 0ns) {
  return os.poll(objects, timeout) == ready;
}

bool is_closed(Os& os, Handle stream) {
  return throws<std::logic_error>([&] { read(os, stream); }) &&
         throws<std::logic_error>([&] { os.write_stream(stream, {}); }) &&
         throws<std::logic_error>([&] { os.poll(std::span(&stream, 1), 0ns); });
}

TEST_P(Conformance, AStreamGivesItsBytesInOrderAndThenItsEnd) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto write_twice = [](Os& inner, const Handles& ends) {
      write(inner, ends[0], "ab");
      write(inner, ends[0], "cd");
    };
    const Handle child = start(os, write_twice, {out});
    os.close(out);
    expect(read_to_end(os, in) == "abcd", "all bytes, once and in order");
    expect(read(os, in).empty(), "the end stays");
    expect(os.wait(child, kForever) == 0, "the child ended well");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TheEndOfAStreamComesWhenEveryProcessHasClosedIt) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto write_one = [](Os& inner, const Handles& ends) { write(inner, ends[0], "x"); };
    os.wait(start(os, write_one, {out}), kForever);
    expect(read(os, in) == "x", "what it wrote before its end");
    expect(polls(os, {in}, {}), "its death closed its use alone");
    os.close(out);
    expect(polls(os, {in}, {0}), "the end can be read without waiting");
    expect(read(os, in).empty(), "the end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AWriterWithoutReadersGetsAnErrorAndNoSignal) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto [near, far] = os.create_stream_pair();
    os.close(in);
    os.close(far);
    const auto write_to_nobody = [](Os& inner, const Handles& ends) {
      for (const Handle end : ends)
        expect(errno_of([&] { write(inner, end, "x"); }) == EPIPE, "nobody reads");
    };
    write_to_nobody(os, {out, near});
    expect(os.wait(start(os, write_to_nobody, {out, near}), kForever) == 0, "it lives on");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, WhatAKilledProcessWroteCanBeRead) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const Handle written = os.create_semaphore(0, 1);
    const Handle never = os.create_semaphore(0, 1);
    const auto write_and_stay = [](Os& inner, const Handles& handles) {
      write(inner, handles[0], "x");
      inner.release(handles[1]);
      inner.acquire(handles[2], kForever);
    };
    const Handle child = start(os, write_and_stay, {out, written, never});
    os.close(out);
    os.acquire(written, kForever);
    os.kill(child, os::Signal::Kill);
    expect(read_to_end(os, in) == "x", "its byte, and the end that its death made");
    expect(os.wait(child, kForever) == -9, "killed");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AStreamPairIsDuplex) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [near, far] = os.create_stream_pair();
    const auto answer = [](Os& inner, const Handles& ends) {
      write(inner, ends[0], read(inner, ends[0]) + "!");
    };
    const Handle child = start(os, answer, {far});
    os.close(far);
    write(os, near, "hello");
    expect(read_to_end(os, near) == "hello!", "the answer, then the end");
    expect(os.wait(child, kForever) == 0, "the child ended well");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// A socket whose peer left without reading what was there says so in another way than a pipe.
TEST_P(Conformance, UnreadBytesDoNotTurnTheEndIntoAnError) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [near, far] = os.create_stream_pair();
    write(os, near, "never read");
    write(os, far, "last words");
    os.close(far);
    expect(read_to_end(os, near) == "last words", "bytes, then the end");
    expect(errno_of([&] { write(os, near, "x"); }) == EPIPE, "nobody reads");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, TheUsesOfAnEndAreCounted) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    os.share(out);
    os.close(out);
    expect(write(os, out, "x"), "one use is left");
    os.close_stream(out);
    expect(is_closed(os, out), "none is left");
    os.close_stream(out);
    os.close(out);
    os.share(out);
    expect(is_closed(os, out), "closing and sharing what is closed does nothing");
    expect(read_to_end(os, in) == "x", "closed for the reader too");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AnEndIsOpenOnlyWhereItWasGiven) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto use_both = [](Os& inner, const Handles& ends) {
      expect(write(inner, ends[0], "x"), "it was given this one");
      expect(is_closed(inner, ends[1]), "and only knows the name of the other one");
    };
    expect(os.wait(start(os, use_both, {out, in}, 1), kForever) == 0, "the child ended well");
    os.close(in);
    expect(throws<std::logic_error>([&, end = in] { start(os, use_both, {end}); }),
           "what is closed cannot be given");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AGrandchildInheritsUnderTheSameHandle) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto hand_on = [](Os& inner, const Handles& ends) {
      const auto own = inner.create_pipe();
      expect(own.first != ends[0] && own.second != ends[0], "its own ends are others");
      const auto write_one = [](Os& innermost, const Handles& mine) {
        write(innermost, mine[0], "x");
      };
      inner.wait(start(inner, write_one, ends), kForever);
    };
    const Handle child = start(os, hand_on, {out});
    os.close(out);
    expect(read_to_end(os, in) == "x", "through two generations");
    expect(os.wait(child, kForever) == 0, "the child ended well");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, BadUseOfAnEndIsRefused) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto logic_error = [](auto call) { return throws<std::logic_error>(call); };
    expect(errno_of([&, end = out] { read(os, end); }) == EBADF, "a write end is not read");
    expect(errno_of([&, end = in] { write(os, end, "x"); }) == EBADF, "nor a read end written");
    expect(errno_of([&, end = out] { polls(os, {end}, {}); }) == EBADF, "nor a write end polled");
    expect(read(os, in, 0).empty(), "reading nothing does not wait");
    expect(write(os, out, ""), "nor does writing nothing");
    expect(throws<std::invalid_argument>([&] { os.create_pipe(0); }), "a capacity of 0");
    expect(logic_error([&, end = in] { os.accept(end, 0ns); }), "a stream is no listener");
    const Handle semaphore = os.create_semaphore(1, 1);
    const Handle file = os.open_file("file", os::FileMode::Write);
    for (const Handle other : {semaphore, file, kNoHandle})
      expect(is_closed(os, other), "neither is a stream");
    os.close_stream(semaphore);
    os.close_stream(kNoHandle);
    expect(os.semaphore_value(semaphore) == 1, "close_stream closes streams only");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, APipeTakesItsCapacityBeforeAWriterWaits) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe(3);
    for (int i = 0; i < 3; ++i) expect(write(os, out, "x"), "room for three");
    expect(read(os, in, 2) == "xx", "no more than was asked for");
    expect(read(os, in) == "x", "no less than is there");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, APipeOfRecordsGivesEachToOneReaderAsItWasWritten) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os::create_record_pipe(os, 3, 2);
    const auto write_one = [](Os& inner, const Handles& ends) { write(inner, ends[0], "abc"); };
    const auto read_one = [](Os& inner, const Handles& ends) {
      const std::string record = read(inner, ends[0], 3);
      expect(record == "abc" || record == "xyz", "whole, and of one writer");
    };
    const Handle writer = start(os, write_one, {out});
    const Handle reader = start(os, read_one, {in});
    expect(write(os, out, "xyz"), "whole");
    const std::string record = read(os, in, 3);
    expect(record == "abc" || record == "xyz", "whole, and of one writer");
    expect(os.wait(writer, kForever) == 0 && os.wait(reader, kForever) == 0, "they ended well");
    expect(polls(os, {in}, {}) && polls(os, {in}, {}, 1ms), "each was read once");
    std::array<std::byte, 3> none{};
    expect(!os.read_stream_within(in, none, 0ns) && !os.read_stream_within(in, none, 1ms), "none");
    os.close_stream(out);
    os.close_stream(in);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// The reader looks how far the writer has come: it has written two at most when nothing was read.
TEST_P(Conformance, APipeOfRecordsTakesItsNumberOfRecordsBeforeAWriterWaits) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os::create_record_pipe(os, 2, 2);
    const Handle written = os.create_memory(8);
    const auto write_three = [](Os& inner, const Handles& handles) {
      for (const char* text : {"ab", "cd", "ef"}) {
        write(inner, handles[0], text);
        inner.fetch_add({.memory = handles[1]}, 1);
      }
    };
    const Handle child = start(os, write_three, {out, written});
    expect(os.load({.memory = written}, os::Access::Atomic) <= 2, "the third one waits");
    expect(polls(os, {in}, {0}, kForever) && polls(os, {in, in}, {0, 1}), "there is one");
    for (const char* text : {"ab", "cd", "ef"}) expect(read(os, in, 2) == text, "in order");
    expect(os.wait(child, kForever) == 0, "it ended well");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, APipeOfRecordsHasRecordsOfASizeThatIsWrittenInOnePiece) {
  const auto body = [](Os& os, const Parameters&) {
    const auto refused = [&](std::size_t record, std::size_t records) {
      return throws<std::invalid_argument>([&] { os::create_record_pipe(os, record, records); });
    };
    expect(refused(0, 1) && refused(1, 0) && refused(os::kAtomicBytes + 1, 1), "no such pipe");
    os::create_record_pipe(os, os::kAtomicBytes, 1);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, APollNamesAllThatIsReadyInOrder) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto [near, far] = os.create_stream_pair();
    const Handle listener = os.listen("local:place");
    const Handle child = start(os, [](Os&, const Handles&) {});
    const Handles all = {near, child, in, listener};
    os.wait(child, kForever);
    expect(polls(os, all, {1}), "a child that has ended, though it was waited for already");
    write(os, out, "x");
    expect(polls(os, all, {1, 2}, kForever), "a byte");
    os.close(far);
    expect(polls(os, all, {0, 1, 2}), "the end of a stream");
    os.connect("local:place");
    expect(polls(os, all, {0, 1, 2, 3}), "a connection");
    expect(read(os, in) == "x", "nothing was taken away");
    expect(polls(os, {in, in}, {}, 1ms), "nothing is ready");
    expect(polls(os, {}, {}, 1ms), "nothing can be");
    expect(polls(os, {near, in, near}, {0, 2}), "named twice");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, APollWaitsForAChildAndForAByte) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const auto write_one = [](Os& inner, const Handles& ends) { write(inner, ends[0], "x"); };
    const Handle child = start(os, write_one, {out});
    expect(polls(os, {in}, {0}, kForever), "the byte");
    expect(polls(os, {child}, {0}, kForever), "the child's end");
    expect(os.wait(child, 0ns) == 0, "which is known now");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void talk_before_accepting(Os& os, const std::string& wanted) {
  const Handle listener = os.listen(wanted);
  const std::string address = os.listener_address(listener);
  expect(!address.ends_with(":0"), "a port that one can connect to");
  expect(os.accept(listener, 0ns) == kNoHandle, "nobody yet");
  expect(os.accept(listener, 1ms) == kNoHandle, "nobody in time");
  const Handle client = os.connect(address);
  write(os, client, "sent before");
  os.close(client);
  const Handle server = os.accept(listener, kForever);
  expect(read_to_end(os, server) == "sent before", "what a peer wrote that is gone");
  expect(errno_of([&] { os.listen(address); }) == EADDRINUSE, "one listener at a time");
  expect(os.accept(listener, 0ns) == kNoHandle, "who could not listen did not connect either");
  os.close(server);
  os.close(listener);
  expect(errno_of([&] { os.connect(address); }) == ECONNREFUSED, "nobody listens any more");
  expect(throws<std::logic_error>([&] { os.accept(listener, 0ns); }), "a closed listener");
  os.close(os.listen(address));
}

TEST_P(Conformance, AListenerOffersConnectionsAtALocalName) {
  EXPECT_EQ("", problem(GetParam(), [](Os& os, const Parameters&) {
              expect(errno_of([&] { os.connect("local:place"); }) == ECONNREFUSED, "nobody yet");
              talk_before_accepting(os, "local:place");
            }));
}

TEST_P(Conformance, AListenerOffersConnectionsAtAPort) {
  EXPECT_EQ("", problem(GetParam(),
                        [](Os& os, const Parameters&) { talk_before_accepting(os, "tcp::0"); }));
}

TEST_P(Conformance, AnAddressThatCannotBeIsRefused) {
  const auto body = [](Os& os, const Parameters&) {
    for (const char* text : {"place", "local:", "local:a/b", "tcp:80", "tcp:localhost:x"}) {
      expect(throws<std::invalid_argument>([&] { os.listen(text); }), text);
      expect(throws<std::invalid_argument>([&] { os.connect(text); }), text);
    }
    os.listen("local:" + std::string(80, 'x'));
    expect(throws<std::invalid_argument>([&] { os.listen("local:" + std::string(81, 'x')); }),
           "a name of 81 bytes");
    // Reserved for documentation (RFC 5737); a name that the system need not ask anybody about.
    expect(errno_of([&] { os.listen("tcp:192.0.2.1:0"); }) == EHOSTUNREACH, "another machine");
    const std::string unknown = "tcp:" + std::string(64, 'x') + ":80";
    expect(errno_of([&] { os.listen(unknown); }) == EHOSTUNREACH, "an unknown host");
    expect(errno_of([&] { os.connect(unknown); }) == EHOSTUNREACH, "an unknown host");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, ConnectionsThatNobodyAcceptedEndWithTheirListener) {
  const auto body = [](Os& os, const Parameters&) {
    for (const char* place : {"local:place", "tcp::0"}) {
      const Handle listener = os.listen(place);
      const Handle client = os.connect(os.listener_address(listener));
      os.close(listener);
      expect(read(os, client).empty(), "nobody is there");
    }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AChildServesAtTheListenerThatItWasGiven) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle listener = os.listen("local:place");
    const auto serve = [](Os& inner, const Handles& handles) {
      const Handle client = inner.accept(handles[0], kForever);
      write(inner, client, "hello");
    };
    const Handle child = start(os, serve, {listener});
    os.close(listener);
    const Handle client = os.connect("local:place");
    expect(read_to_end(os, client) == "hello", "accepted in another process");
    expect(os.wait(child, kForever) == 0, "the child ended well");
    expect(errno_of([&] { os.connect("local:place"); }) == ECONNREFUSED, "closed by its death");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
