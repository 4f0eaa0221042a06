// signalfd, and the way back to the defaults.
#include "primitives/os/posix/signals.h"

#include <pthread.h>
#include <sys/signalfd.h>

#include <cstdlib>

#include "primitives/os/posix/checked.h"

namespace ravel::os::posix {

SignalWatch::SignalWatch(std::initializer_list<int> signals) {
  sigset_t watched;
  sigemptyset(&watched);
  for (const int signal : signals) {
    struct sigaction action {};
    // Ignored is a wish: a shell gives it to what it starts in the background.
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    sigaddset(&watched, signal);
  }
  descriptor_ = Descriptor(checked(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
  pthread_sigmask(SIG_BLOCK, &watched, &before_);
}

SignalWatch::~SignalWatch() {
  // An impatient second Ctrl-C was meant for what is over now.
  while (next()) {
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> SignalWatch::next() const {
  signalfd_siginfo info{};
  if (read(descriptor_.get(), &info, sizeof(info)) != sizeof(info)) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

SignalsBlocked::SignalsBlocked() noexcept {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void reset_handlers() noexcept {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  // Some numbers cannot be set, KILL and STOP or the C library's own; they have no handler either.
  for (int signal = 1; signal <= SIGRTMAX; ++signal) sigaction(signal, &action, nullptr);
}

void ignore_broken_pipes() noexcept {
  std::signal(SIGPIPE, SIG_IGN);
}

void die_of_broken_pipe() noexcept {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
  std::abort();
}

void unblock_signals() noexcept {
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace ravel::os::posix
