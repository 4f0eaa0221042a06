// Programs whose number of Mazurkiewicz classes is known: an exploration that makes one execution
// per class, and no other, makes exactly that many. What it takes is its speed.
//
// A class is a set of executions that differ only in the order of steps that could be exchanged
// without anybody noticing (A. Mazurkiewicz, Trace theory, 1987).
#pragma once

#include <vector>

#include "checker/scenario.h"

namespace ravel {

Scenario fifo();
Scenario floating_read();
Scenario kill_lock_holder();
Scenario kill_writer();
Scenario last_write();
Scenario last_zero();
Scenario lock_leak();
Scenario lock_order();
Scenario lost_update();
Scenario philosophers();
Scenario philosophers_ordered();
Scenario readers();
Scenario tickets_locked();
Scenario tickets_unlocked();
Scenario timed_acquire();
std::vector<Scenario> condition_oracles();

}  // namespace ravel
