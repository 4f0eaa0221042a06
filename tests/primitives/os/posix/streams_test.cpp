// What byte streams are on a real system: descriptors that reach only whom they are for, sockets
// that nobody else can reach, and nothing left behind.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>

#include "tests/primitives/os/posix/world.h"
#include "tests/primitives/os_programs.h"

namespace ravel::os::posix {
namespace {

using namespace std::chrono_literals;

class PosixStreams : public Posix {};
INSTANTIATE_TEST_SUITE_P(Methods, PosixStreams, both_methods(), method_name);

void count_descriptors(Os& os, const Handles& handles) {
  const std::string count = std::to_string(entries("/proc/self/fd"));
  ravel::write(os, handles[0], count + " ");
}

// The same number for a child of a process that has 60 descriptors open and one that has none.
TEST_P(PosixStreams, AChildHasNothingOpenThatItWasNotGiven) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto [in, out] = os.create_pipe();
              os.wait(ravel::start(os, count_descriptors, {out}), kForever);
              const std::string before = ravel::read(os, in);
              for (int i = 0; i < 10; ++i) {
                os.create_pipe();
                os.create_stream_pair();
                os.listen("local:" + std::to_string(i));
                os.open_file("file", FileMode::Write);
              }
              os.wait(ravel::start(os, count_descriptors, {out}), kForever);
              expect(ravel::read(os, in) == before, "nothing more");
            }),
            "");
}

// A child that is a copy of this process at the wrong moment would keep the write end of the pipe
// open that is just being made, and the thread would wait for the end of its stream for ever.
TEST_P(PosixStreams, AChildThatStartsMeanwhileKeepsNoEndOpen) {
  EXPECT_EQ(failure_of([](Os& os) {
              std::atomic<bool> stop = false;
              const Handle thread = os.start_thread([&os, &stop] {
                while (!stop) {
                  const auto [in, out] = os.create_pipe();
                  os.close(out);
                  expect(ravel::read(os, in).empty(), "the end");
                  os.close(in);
                }
              });
              const Handle never = os.create_semaphore(0, 1);
              const auto stay = [](Os& inner, const Handles& own) {
                inner.acquire(own[0], kForever);
              };
              Handles children;
              for (int i = 0; i < 40; ++i) children.push_back(ravel::start(os, stay, {never}));
              stop = true;
              os.wait_thread(thread, kForever);
              for (const Handle child : children) os.kill(child, Signal::Kill);
            }),
            "");
}

// 1 MiB is more than any stream takes at once: reader and writer take turns many times.
void expect_transfer(Os& os, Handle from, Handle to) {
  constexpr std::size_t kBytes = 1 << 20;
  const Handle writer = os.start_thread([&os, from] {
    std::string text(kBytes, '\0');
    for (std::size_t i = 0; i < kBytes; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
    for (std::string_view rest = text; !rest.empty();)
      rest.remove_prefix(os.write_stream(from, std::as_bytes(std::span(rest))));
    os.close(from);
  });
  const std::string received = ravel::read_to_end(os, to);
  expect(received.size() == kBytes, "no byte is lost");
  for (std::size_t i = 0; i < kBytes; ++i)
    expect(received[i] == static_cast<char>(i * 7 + i / 251), "none is out of place");
  os.wait_thread(writer, kForever);
  os.close(to);
}

TEST_P(PosixStreams, AMegabytePassesThroughEachKindOfStream) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto [in, out] = os.create_pipe();
              expect_transfer(os, out, in);
              const auto [near, far] = os.create_stream_pair();
              expect_transfer(os, near, far);
              for (const char* place : {"local:place", "tcp::0", "tcp:[::1]:0"}) {
                const Handle listener = os.listen(place);
                const Handle client = os.connect(os.listener_address(listener));
                expect_transfer(os, client, os.accept(listener, kForever));
              }
            }),
            "");
}

// A pipe of the system keeps pieces in pages: two of 2049 bytes do not share one. 31 of them are
// 63,519 bytes, fewer than 65,536. What blocks here would block for ever.
TEST_P(PosixStreams, PiecesOfAnySizeFillTheCapacity) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto [in, out] = os.create_pipe();
              for (int i = 0; i < 31; ++i)
                expect(ravel::write(os, out, std::string(2049, 'x')), "all of it at once");
            }),
            "");
}

TEST_P(PosixStreams, AWriteTakesWhatThereIsRoomForAndDoesNotWaitForMore) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto [in, out] = os.create_pipe(4096);
              const auto [near, far] = os.create_stream_pair();
              const std::string much(std::size_t{1} << 22, 'x');
              for (const Handle stream : {out, near}) {
                const std::size_t written = os.write_stream(stream, std::as_bytes(std::span(much)));
                expect(written >= 4096 && written < much.size(), "a part");
              }
              const Handle reader = os.start_thread([&os, in = in] { ravel::read(os, in, 8192); });
              expect(os.write_stream(out, std::as_bytes(std::span(much))) > 0, "after a read");
              os.wait_thread(reader, kForever);
            }),
            "");
}

/// The run's only directory, seen from outside.
std::filesystem::path run_directory() {
  return std::filesystem::directory_iterator(std::filesystem::current_path())->path();
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

TEST_P(PosixStreams, LocalSocketsAreForTheirOwnerAlone) {
  EXPECT_EQ(failure_of([](Os& os) {
              const mode_t before = umask(0);
              os.listen("local:place");
              umask(before);
              const auto directory = run_directory();
              expect(mode_of(directory) == 0700, "the run's directory");
              expect(mode_of(directory / "sockets") == 0700, "that for sockets");
              expect(mode_of(directory / "sockets" / "place") == 0600, "the socket");
            }),
            "");
}

TEST_P(PosixStreams, ALocalNameIsNoFile) {
  EXPECT_EQ(failure_of([](Os& os) {
              os.listen("local:place");
              expect(errno_of([&] { os.open_file("place", FileMode::Read); }) == ENOENT, "no file");
              os.open_file("place", FileMode::Write);
              os.connect("local:place");
            }),
            "");
}

// A socket's path has 107 bytes at most; this directory alone has more.
TEST_P(PosixStreams, ALongDirectoryLeavesRoomForALongName) {
  const std::string deep = directory_.path() + "/" + std::string(120, 'd');
  std::filesystem::create_directory(deep);
  setenv("TMPDIR", deep.c_str(), 1);
  EXPECT_EQ(failure_of([](Os& os) {
              const std::string address = "local:" + std::string(80, 'n');
              const Handle listener = os.listen(address);
              expect(os.listener_address(listener) == address, "its whole name");
              os.connect(address);
            }),
            "");
}

TEST_P(PosixStreams, AKilledListenerLeavesItsAddressToTheNext) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto [in, out] = os.create_pipe();
              const auto listen_and_stay = [](Os& inner, const Handles& handles) {
                const Handle local = inner.listen("local:place");
                const Handle tcp = inner.listen("tcp::0");
                // A connection that lingers after both of its ends were closed by force.
                inner.connect(inner.listener_address(tcp));
                inner.accept(tcp, kForever);
                ravel::write(inner, handles[0], inner.listener_address(tcp));
                inner.accept(local, kForever);
              };
              const Handle child = ravel::start(os, listen_and_stay, {out});
              const std::string tcp = ravel::read(os, in);
              expect(errno_of([&] { os.listen("local:place"); }) == EADDRINUSE, "it is there");
              os.kill(child, Signal::Kill);
              os.wait(child, kForever);
              for (const std::string& address : {std::string("local:place"), tcp}) {
                expect(errno_of([&] { os.connect(address); }) == ECONNREFUSED, "it is gone");
                const Handle listener = os.listen(address);
                os.connect(address);
                expect(os.accept(listener, kForever) != kNoHandle, "and has a successor");
              }
            }),
            "");
}

/// Both competitors go at once: they look at the word until it changes.
void compete(Os& os, const Handles& handles) {
  os.release(handles[2]);
  while (os.load({handles[0], 8, 8}, Access::Atomic) == 0) {
  }
  if (errno_of([&] { os.listen("local:place"); }) == 0) os.fetch_add({handles[0], 0, 8}, 1);
  os.release(handles[2]);
  os.acquire(handles[1], kForever);
}

// Two processes want the name of a listener that was killed; exactly one gets it.
TEST_P(PosixStreams, AnAbandonedNameIsTakenOverByOne) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle memory = os.create_memory(16);
              const Word won{memory, 0, 8};
              const Word go{memory, 8, 8};
              const Handle never = os.create_semaphore(0, 1);
              const Handle steps = os.create_semaphore(0, 4);
              for (std::uint64_t round = 1; round <= 20; ++round) {
                os.store(go, 0, Access::Atomic);
                const Handles given = {memory, never, steps};
                const Handles children = {ravel::start(os, compete, given),
                                          ravel::start(os, compete, given)};
                for (int i = 0; i < 2; ++i) os.acquire(steps, kForever);
                os.store(go, 1, Access::Atomic);
                for (int i = 0; i < 2; ++i) os.acquire(steps, kForever);
                expect(os.load(won, Access::Atomic) == round, "one in each round");
                for (const Handle child : children) os.kill(child, Signal::Kill);
                for (const Handle child : children) os.wait(child, kForever);
              }
            }),
            "");
}

TEST_P(PosixStreams, ASignalDoesNotEndACall) {
  EXPECT_EQ(failure_of([](Os& os) {
              struct sigaction action {};
              action.sa_handler = [](int) {};
              sigaction(SIGUSR1, &action, nullptr);
              const auto [in, out] = os.create_pipe();
              const auto disturb = [](Os& inner, const Handles& handles) {
                for (int i = 0; i < 10; ++i) {
                  ::kill(getppid(), SIGUSR1);
                  inner.sleep(1ms);
                }
                ravel::write(inner, handles[0], "x");
              };
              ravel::start(os, disturb, {out});
              expect(os.poll(std::span(&in, 1), kForever).size() == 1, "a poll");
              expect(ravel::read(os, in) == "x", "a read");
            }),
            "");
}

TEST_P(PosixStreams, ATimeoutTellsAtWhichStreamEachThreadWaits) {
  RunOptions options;
  options.start_method = GetParam();
  for (options.timeout = 200ms;; options.timeout = *options.timeout * 2) {
    const RunResult result = posix::run(
        [](Os& os) {
          const auto [in, out] = os.create_pipe();
          os.label(in, "requests");
          const auto read_one = [](Os& inner, const Handles& ends) {
            inner.start_thread([&inner] { inner.wait_until([] { return false; }); },
                               {.daemon = true, .name = "watcher"});
            ravel::read(inner, ends[0]);
          };
          ravel::start(os, read_one, {in});
          const Handle listener = os.listen("local:place");
          os.start_thread([&os] { os.sleep(1h); });
          os.accept(listener, kForever);
        },
        options);
    ASSERT_TRUE(result.timed_out);
    // A busy machine may need more time to get there.
    if (result.still_running.size() < 4 && *options.timeout < 60s) continue;
    using testing::HasSubstr;
    EXPECT_THAT(result.still_running,
                testing::UnorderedElementsAre(
                    HasSubstr("): accept at listener 2"), HasSubstr("): read stream 'requests'"),
                    HasSubstr("): sleep"), HasSubstr("): wait for shared memory to change")));
    return;
  }
}

// Nobody would take away a socket that is a file somewhere if not the janitor.
TEST_P(PosixStreams, AKilledCallerLeavesNoSocketBehind) {
  const pid_t supervisor = fork();
  if (supervisor == 0) {
    RunOptions options;
    options.start_method = GetParam();
    posix::run(
        [](Os& os) {
          os.listen("local:place");
          os.start_thread([&os] { os.sleep(1h); });
          const auto stay = [](Os& inner, const Handles&) { inner.sleep(1h); };
          os.wait(ravel::start(os, stay), kForever);
        },
        options);
    _exit(0);
  }
  // The caller, the janitor and two processes, one of which has made its socket.
  EXPECT_TRUE(eventually([&] {
    return directory_.processes() == 4 && directory_.runs() == 1 &&
           std::filesystem::exists(run_directory() / "sockets" / "place");
  }));
  kill(supervisor, SIGKILL);
  waitpid(supervisor, nullptr, 0);
  EXPECT_TRUE(eventually([&] { return directory_.processes() == 0 && directory_.runs() == 0; }));
}

}  // namespace
}  // namespace ravel::os::posix
