// Joinable and simple queues on every operating system layer. The codes are those
// of the checklist of behaviours; in the simulator each must hold in every interleaving.
#include <cerrno>
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

template <class Call>
bool is_value_error(Call call) {
  return !text_of<std::invalid_argument>(call).empty();
}

void finish_one(os::Os&, JoinableQueue<int> queue) {
  queue.get();
  queue.task_done();
}

TEST_P(Conformance, JQ01TooManyTasksDoneAreRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    JoinableQueue<int> queue(os, 1);
    expect(is_value_error([&] { queue.task_done(); }), "nothing was put");
    queue.put(1);
    expect(!queue.try_put(2), "no place");
    expect(queue.get() == 1 && !queue.join(0ns) && !queue.join(1ms), "taken is not done");
    queue.task_done();
    expect(is_value_error([&] { queue.task_done(); }), "what was not put does not count");
    expect(queue.join(0ns), "all done");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, JQ02JoiningWaitsUntilAllIsDone) {
  const auto body = [](os::Os& os, const Parameters&) {
    JoinableQueue<int> queue(os);
    expect(queue.join(), "nothing to do");
    Process child(os, finish_one, queue);
    child.start();
    queue.put(1);
    queue.join();
    expect(queue.empty() && queue.qsize() == 0, "taken before it was done");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void get_without_finishing(os::Os&, JoinableQueue<int> queue) {
  queue.get();
}

TEST_F(InTheSimulator, JQ04AConsumerThatDoesNotFinishMakesJoinWaitForEver) {
  const auto body = [](os::Os& os, const Parameters&) {
    JoinableQueue<int> queue(os);
    Process child(os, get_without_finishing, queue);
    child.start();
    queue.put(1);
    queue.join();
  };
  EXPECT_NE("", problem(Backend::Simulator, body));
  EXPECT_EQ("", problem(Backend::Simulator, body, {{}, {FindingKind::Deadlock}}));
}

void echo(os::Os&, SimpleQueue<std::string> questions, SimpleQueue<std::string> answers) {
  answers.put(questions.get() + "!");
}

TEST_P(Conformance, SQ01PutGetAndEmpty) {
  const auto body = [](os::Os& os, const Parameters&) {
    SimpleQueue<std::string> questions(os);
    SimpleQueue<std::string> answers(os);
    expect(questions.empty(), "new");
    questions.put("a");
    expect(!questions.empty(), "one");
    Process child(os, echo, questions, answers);
    child.start();
    expect(answers.get() == "a!", "the answer");
    child.join();
    expect(questions.empty() && answers.empty(), "all taken");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SQ02AClosedSimpleQueueRefusesEverything) {
  const auto body = [](os::Os& os, const Parameters&) {
    SimpleQueue<int> queue(os);
    queue.close();
    queue.close();
    expect(errno_of([&] { queue.put(1); }) == EBADF, "put");
    expect(errno_of([&] { queue.get(); }) == EBADF, "get");
    expect(errno_of([&] { queue.empty(); }) == EBADF, "empty");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void finish_and_put(os::Os&, JoinableQueue<int> queue) {
  queue.get();
  queue.task_done();
  queue.put(2);
  queue.get();
  queue.task_done();
}

// CPython's join does not look again when it is woken; here it sees one of the two moments.
TEST_P(Conformance, JQ03JQ05JoinTellsOfOneMomentAndLooksAgain) {
  const auto body = [](os::Os& os, const Parameters&) {
    JoinableQueue<int> queue(os);
    queue.put(1);
    Process child(os, finish_and_put, queue);
    child.start();
    expect(queue.join(), "all was done, at some moment");
    child.join();
    expect(queue.join(0ns) && queue.empty(), "and in the end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
