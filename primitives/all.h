// All primitives at once.
#pragma once

#include "primitives/array.h"
#include "primitives/barrier.h"
#include "primitives/condition.h"
#include "primitives/current_process.h"
#include "primitives/event.h"
#include "primitives/file.h"
#include "primitives/lock.h"
#include "primitives/os/os.h"
#include "primitives/print.h"
#include "primitives/process.h"
#include "primitives/raw_array.h"
#include "primitives/raw_value.h"
#include "primitives/rlock.h"
#include "primitives/semaphore.h"
#include "primitives/value.h"
