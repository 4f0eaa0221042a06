// What the primitives cost on real processes, and what the same costs elsewhere.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace ravel::bench {

/// Nanoseconds of one operation, by its name.
using Figures = std::map<std::string, double>;

inline constexpr const char* kLockPair = "lock: acquire and release, nobody else";
inline constexpr const char* kLockPairRecorded = "lock: the same, recorded";
inline constexpr const char* kSemaphore = "semaphore: there and back";
inline constexpr const char* kEvent = "event: there and back";
inline constexpr const char* kCondition = "condition: there and back";
inline constexpr const char* kBarrier = "barrier: one generation of two";
inline constexpr const char* kStream = "pipe: one byte there and back";
inline constexpr const char* kQueue = "queue: one small number, put and got";
inline constexpr const char* kManager = "manager: one item of a dict set";
inline constexpr const char* kProcess = "process: start and join";

Figures measure_ravel();

/// Nothing if it is not there.
std::optional<Figures> measure_boost();
std::optional<Figures> measure_python();

/// What one of `rounds` calls takes, in nanoseconds: the mean of the best of many pieces. Whatever
/// else the machine does makes a piece slower, never faster. `rounds` is a multiple of 50.
template <class Call>
double nanoseconds_of(int rounds, Call call) {
  constexpr int kPieces = 50;
  double best = 0;
  for (int piece = 0; piece < kPieces; ++piece) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < rounds / kPieces; ++i) call();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    const double mean = took.count() / (rounds / kPieces);
    if (piece == 0 || mean < best) best = mean;
  }
  return best;
}

}  // namespace ravel::bench
