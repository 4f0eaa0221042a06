"""The tutorials' programs in Python, at the sizes of a check, with what their scenarios observe.

    python3 programs.py REPEAT

runs each of them so often and prints a line for each run: the scenario, and its outcome as Ravel
writes it. The sleeps are short: they only give others time to come in between.
"""
import concurrent.futures
import json
import multiprocessing as mp
import os
import random
import sys
import tempfile
import threading
import time


def nap():
    time.sleep(random.random() / 500)


class Log:
    """One letter for each line that is printed."""

    def __init__(self, capacity):
        self.length = mp.Value('i', 0)
        self.letters = mp.Array('c', capacity, lock=False)

    def add(self, letter):
        with self.length:
            self.letters[self.length.value] = letter.encode()
            self.length.value += 1

    def text(self):
        return self.letters.raw[:self.length.value].decode()


def small(i):
    return chr(ord('a') + i)


def capital(i):
    return chr(ord('A') + i)


def run_all(target, arguments, kind=mp.Process):
    workers = [kind(target=target, args=one) for one in arguments]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def program(target, *arguments):
    """Runs it to its very end: children and threads included."""
    process = mp.Process(target=target, args=arguments)
    process.start()
    process.join()


def join_file_result():
    def compute():
        with open('file', 'w') as f:
            f.write(str(3 * 5))
    child = mp.Process(target=compute)
    child.start()
    part = 5 / 6
    child.join()
    with open('file') as f:
        return {'result': str(part + int(f.read()))}


def join_then_sum():
    log = Log(7)
    def process(n):
        log.add(small(n))
        nap()
        log.add(capital(n))
    run_all(process, [(n,) for n in range(3)])
    log.add('.')
    return {'order': log.text()}


def start_all():
    log = Log(5)
    run_all(lambda n: log.add(small(n)), [(n,) for n in range(4)])
    log.add('.')
    return {'order': log.text()}


def subclass_run():
    class Myprocess(mp.Process):
        def __init__(self, same):
            super().__init__(name='Myprocess-1')
            self.same = same

        def run(self):
            self.same.value = self.pid == os.getpid()
    same = mp.Value('i', 0)
    process = Myprocess(same)
    process.start()
    process.join()
    return {'name': process.name, 'pid is the same': same.value}


def global_isolation():
    son = mp.Value('i', 0)
    number = [100]
    def func():
        number[0] += 1
        son.value = number[0]
    run_all(func, [()])
    return {'parent': number[0], 'son': son.value}


def daemon(is_daemon, joined):
    log = Log(3)
    def worker():
        log.add('s')
        time.sleep(0.002)
        log.add('e')
    def main():
        process = mp.Process(target=worker, daemon=is_daemon)
        process.start()
        if joined:
            process.join()
        log.add('!')
    program(main)
    return {'order': log.text()}


def terminate():
    log = Log(2)
    def wahaha():
        log.add('w')
        time.sleep(5)
        log.add('W')
    process = mp.Process(target=wahaha)
    process.start()
    time.sleep(0.02)
    process.terminate()
    alive = process.is_alive()
    process.join()
    return {'alive': int(alive), 'alive after join': int(process.is_alive()),
            'exit code': process.exitcode, 'printed': log.text()}


def lock_printers(locked):
    lock = mp.Lock()
    log = Log(6)
    def work(n):
        if locked:
            lock.acquire()
        log.add(small(n))
        nap()
        log.add(capital(n))
        if locked:
            lock.release()
    run_all(work, [(n,) for n in range(3)])
    return {'order': log.text()}


def ktv():
    rooms = mp.Semaphore(2)
    log = Log(6)
    def person(n):
        with rooms:
            log.add(small(n))
            nap()
            log.add(capital(n))
    run_all(person, [(n,) for n in range(3)])
    return {'free': rooms.get_value(), 'order': log.text()}


def tickets(buy):
    """`buy` returns whether there was a ticket; a client that crashes returns nothing."""
    with open('tickets.json', 'w') as f:
        json.dump({'count': 1}, f)
    results = mp.Array('i', 2)
    lock = mp.Lock()
    def client(n):
        try:
            results[n] = 1 if buy(lock) else 2
        except json.JSONDecodeError:
            pass
    run_all(client, [(n,) for n in range(2)])
    with open('tickets.json') as f:
        left = json.load(f)['count']
    return {'crash': list(results).count(0), 'fail': list(results).count(2), 'left': left,
            'success': list(results).count(1)}


def count():
    with open('tickets.json') as f:
        return json.load(f)['count']


def take_one(had):
    with open('tickets.json', 'w') as f:
        json.dump({'count': had - 1}, f)


def buy_anyway():
    had = count()
    nap()
    take_one(had)
    return had > 0


def buy_half_locked(lock):
    count()
    nap()
    with lock:
        return buy_anyway()


def buy_unlocked(lock):
    count()
    nap()
    return buy_anyway()


def buy_guarded(lock):
    with lock:
        had = count()
        nap()
        if had > 0:
            take_one(had)
        return had > 0


def value_increment(locked):
    number = mp.Value('i', 0)
    def increment():
        if locked:
            with number.get_lock():
                number.value += 1
        else:
            seen = number.value
            nap()
            number.value = seen + 1
    run_all(increment, [()] * 3)
    return {'final': number.value}


def rlock_two():
    lock = mp.RLock()
    log = Log(4)
    def task(n):
        log.add('G')
        with lock:
            nap()
            log.add(str(n))
    run_all(task, [(1,), (2,)])
    return {'order': log.text()}


def pipe_swap():
    ends = mp.Pipe()
    log = Log(2)
    received = mp.Array('i', 2)
    names = ['parent_conn', 'child_conn']
    def p(i):
        ends[1 - i].send('hello ,' + names[i])
        received[i] = ends[1 - i].recv() == 'hello ,' + names[1 - i]
        log.add(str(i + 1))
    run_all(p, [(0,), (1,)])
    return {'order': log.text(), 'received': sum(received)}


def queue_pairs():
    items = mp.Queue(1)
    lock = mp.Lock()
    log = Log(2)
    def output():
        item = items.get()
        with lock:
            log.add(small(item))
    producers = [mp.Process(target=items.put, args=(n,)) for n in range(2)]
    consumers = [mp.Process(target=output) for n in range(2)]
    for process in producers + consumers:
        process.start()
    for process in producers + consumers:
        process.join()
    return {'order': log.text()}


def drain():
    items = mp.Queue()
    processes = [mp.Process(target=items.put, args=(n,)) for n in range(3)]
    for process in processes:
        process.start()
    order = ''.join(small(items.get()) for _ in range(3))
    for process in processes:
        process.join()
    return {'order': order}


def joinable():
    food = mp.JoinableQueue()
    log = Log(4)
    eaten = mp.Value('i', 0)
    def produce(name):
        log.add(name)
        food.put(name)
    def consume():
        while True:
            log.add(food.get().upper())
            with eaten:
                eaten.value += 1
            food.task_done()
    def dinner():
        producers = [mp.Process(target=produce, args=(name,)) for name in 'zy']
        consumers = [mp.Process(target=consume, daemon=True) for _ in range(2)]
        for process in producers + consumers:
            process.start()
        for process in producers:
            process.join()
        food.join()
    program(dinner)
    return {'eaten': eaten.value, 'order': log.text()}


def manager_append():
    with mp.Manager() as manager:
        shared = manager.list()
        lock = mp.Lock()
        lengths = mp.Array('i', 2)
        def append(n):
            with lock:
                shared.append(os.getpid())
                lengths[n] = len(shared[:])
        run_all(append, [(0,), (1,)])
        return {'length': len(shared), 'lengths': ' '.join(str(n) for n in lengths)}


def manager_increment():
    with mp.Manager() as manager:
        shared = manager.dict(n=0)
        def increment():
            shared['n'] += 1
        run_all(increment, [(), ()])
        return {'n': shared['n']}


def thread_function():
    log = Log(3)
    def task():
        log.add('r')
        nap()
        log.add('o')
    thread = threading.Thread(target=task)
    thread.start()
    log.add('m')
    thread.join()
    return {'order': log.text()}


def thread_global():
    money = [666]
    def task():
        money[0] = 100
    thread = threading.Thread(target=task)
    thread.start()
    seen = money[0]
    thread.join()
    return {'money': seen}


def thread_steps(locked):
    lock = threading.Lock()
    number = [3]
    def task():
        if locked:
            lock.acquire()
        seen = number[0]
        nap()
        number[0] = seen - 1
        if locked:
            lock.release()
    run_all(task, [()] * 3, threading.Thread)
    return {'n': number[0]}


def thread_daemon():
    log = Log(5)
    def work(i):
        log.add(str(i + 1))
        time.sleep(0.002)
        log.add('G')
    def main():
        threads = [threading.Thread(target=work, args=(i,), daemon=i == 1) for i in range(2)]
        for thread in threads:
            thread.start()
        log.add('z')
        for thread in threads[:1]:
            thread.join()
    program(main)
    return {
  'order' : log.text()
}

class Tasks:
    """What the workers of a pool find by inheritance."""
    log = None

    @staticmethod
    def logged(i):
        Tasks.log.add(small(i))
        nap()
        Tasks.log.add(capital(i))
        return f'hello {i}'

    @staticmethod
    def begun(i):
        Tasks.log.add(small(i))


def pool(way):
    Tasks.log = Log(4)
    right = mp.Value('i', 0)
    def main():
        workers = mp.Pool(1)
        if way == 'apply':
            results = [workers.apply(Tasks.logged, (i,)) for i in range(2)]
        else:
            pending = [workers.apply_async(Tasks.logged, (i,)) for i in range(2)]
        workers.close()
        workers.join()
        if way != 'apply':
            results = [result.get() for result in pending]
        right.value = results == ['hello 0', 'hello 1'] and 2
    program(main)
    order = Tasks.log.text()
    return {'begun': sum(letter.islower() for letter in order), 'order': order,
            'results': right.value}


def executor():
    Tasks.log = Log(2)
    workers = concurrent.futures.ProcessPoolExecutor(1)
    for i in range(2):
        workers.submit(Tasks.begun, i)
    workers.shutdown()
    return {'order': Tasks.log.text()}


PROGRAMS = [
    ('join-file-result', join_file_result),
    ('ten-process-join-then-sum', join_then_sum),
    ('start-all-join-all', start_all),
    ('process-subclass-run', subclass_run),
    ('global-isolation', global_isolation),
    ('daemon-off', lambda: daemon(False, False)),
    ('daemon-on', lambda: daemon(True, False)),
    ('daemon-joined', lambda: daemon(True, True)),
    ('terminate-then-is-alive', terminate),
    ('lock-ten-printers', lambda: lock_printers(True)),
    ('lock-ten-printers-nolock', lambda: lock_printers(False)),
    ('ktv-semaphore-four', ktv),
    ('ticket-nolock-oversell', lambda: tickets(buy_unlocked)),
    ('ticket-locked-check-unlocked', lambda: tickets(buy_half_locked)),
    ('ticket-guarded', lambda: tickets(buy_guarded)),
    ('value-locked-increment', lambda: value_increment(True)),
    ('value-nolock-increment', lambda: value_increment(False)),
    ('rlock-two-processes', rlock_two),
    ('pipe-duplex-swap', pipe_swap),
    ('queue3-ten-producers-ten-consumers', queue_pairs),
    ('queue-parent-drains-counted', drain),
    ('joinable-two-producers-two-consumers', joinable),
    ('manager-list-append', manager_append),
    ('manager-dict-rmw', manager_increment),
    ('thread-function', thread_function),
    ('thread-shared-global-nojoin', thread_global),
    ('thread-mutex-hundred', lambda: thread_steps(True)),
    ('thread-nomutex-hundred', lambda: thread_steps(False)),
    ('thread-daemon-mixed', thread_daemon),
    ('pool2-async-four', lambda: pool('async')),
    ('pool2-apply-four', lambda: pool('apply')),
    ('ppe-submit-ten', executor),
]


def main():
    mp.set_start_method('fork')
    sys.stderr = open(os.devnull, 'w')  # clients that crash on purpose
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        for scenario, run in PROGRAMS:
            for _ in range(int(sys.argv[1])):
                outcome = ' '.join(f'{name}={value}' for name, value in sorted(run().items()))
                print(scenario, outcome, sep='\t', flush=True)


if __name__ == '__main__':
    main()
