# What CPython's multiprocessing needs for what real_bench.cpp measures: "NANOSECONDS NAME" lines.
import multiprocessing
import time

context = multiprocessing.get_context("fork")
ROUNDS = 10000


# The mean of the best of 50 pieces, as in figures.h.
def nanoseconds_of(rounds, call):
    best = None
    for _ in range(50):
        begin = time.perf_counter()
        for _ in range(rounds // 50):
            call()
        mean = (time.perf_counter() - begin) / (rounds // 50) * 1e9
        best = mean if best is None else min(best, mean)
    return best


def repeat(call, arguments):
    for _ in range(ROUNDS):
        call(*arguments)


def with_partner(answer, call, *arguments):
    partner = context.Process(target=repeat, args=(answer, arguments))
    partner.start()
    measured = nanoseconds_of(ROUNDS, lambda: call(*arguments))
    partner.join()
    return measured


def lock_pair(lock):
    lock.acquire()
    lock.release()


def semaphore_there(there, back):
    there.release()
    back.acquire()


def semaphore_back(there, back):
    there.acquire()
    back.release()


def event_there(there, back):
    there.set()
    back.wait()
    back.clear()


def event_back(there, back):
    there.wait()
    there.clear()
    back.set()


def take_turn(condition, turn, mine):
    with condition:
        condition.wait_for(lambda: turn.value == mine)
        turn.value = 1 - mine
        condition.notify()


def condition_there(condition, turn):
    take_turn(condition, turn, 0)


def condition_back(condition, turn):
    take_turn(condition, turn, 1)


def pass_barrier(barrier):
    barrier.wait()


def pipe_there(near, far):
    near.send_bytes(b"x")
    near.recv_bytes()


def pipe_back(near, far):
    far.send_bytes(far.recv_bytes())


def put_numbers(queue):
    for number in range(ROUNDS):
        queue.put(number)


# All of them, from the first to the last: a piece could be what had been put before it began.
def measure_queue():
    best = None
    for _ in range(5):
        queue = context.Queue()
        producer = context.Process(target=put_numbers, args=(queue,))
        producer.start()
        queue.get()
        begin = time.perf_counter()
        for _ in range(1, ROUNDS):
            queue.get()
        mean = (time.perf_counter() - begin) / (ROUNDS - 1) * 1e9
        producer.join()
        best = mean if best is None else min(best, mean)
    return best


def measure_manager():
    with context.Manager() as manager:
        shared = manager.dict()

        def set_item():
            shared["key"] = 1

        return nanoseconds_of(5000, set_item)


def do_nothing():
    pass


def start_and_join():
    child = context.Process(target=do_nothing)
    child.start()
    child.join()


def main():
    lock = context.Lock()
    figures = {
        "lock: acquire and release, nobody else": nanoseconds_of(200000, lambda: lock_pair(lock)),
        "semaphore: there and back": with_partner(
            semaphore_back, semaphore_there, context.Semaphore(0), context.Semaphore(0)
        ),
        "event: there and back": with_partner(
            event_back, event_there, context.Event(), context.Event()
        ),
        "condition: there and back": with_partner(
            condition_back, condition_there, context.Condition(), context.RawValue("i", 0)
        ),
        "barrier: one generation of two": with_partner(
            pass_barrier, pass_barrier, context.Barrier(2)
        ),
        "pipe: one byte there and back": with_partner(pipe_back, pipe_there, *context.Pipe()),
        "queue: one small number, put and got": measure_queue(),
        "manager: one item of a dict set": measure_manager(),
        "process: start and join": nanoseconds_of(200, start_and_join),
    }
    for name, figure in figures.items():
        print(f"{figure:.1f} {name}")


if __name__ == "__main__":
    main()
