# Ways on which a local has no value, and ways that only look so.
import socket
from contextlib import suppress

from swiss import save_and_reraise_exception


class Refused(Exception):
    pass


class Board:
    def refuse(self, text):
        self.count += 1
        raise Refused(text)

    def err(self, text):
        print(text)

    def by_method(self, text):
        try:
            number = int(text)
        except ValueError:
            self.refuse(text)
        return number

    def guarded(self):
        if self.is_open:
            with self.lock:
                place = self.first()
        self.note()
        return place  #!

    def headers(self, request):
        if request.method == "PUT":
            account, name = request.split()
            request.marks["versions"] = name
        answer = self.app(request)
        if answer.failed and "versions" in request.marks:
            self.undo(account)
        return answer


class Address:
    def __init__(self, text):
        self.family = None
        for family in (4, 6):
            try:
                packed = convert(family, text)
                self.family = family
                break
            except OSError:
                continue
        if self.family == 4:
            self.number = unpack(packed)


def read(path):
    try:
        file = open(path)
        data = file.read()
    except OSError as error:
        print(error)
    return data  #!


def read_or_raise(path):
    try:
        file = open(path)
        data = file.read()
    except OSError as error:
        print(error)
        raise
    return data


def after_handler(reader):
    try:
        data = reader.read()
    except OSError as error:
        data = b""
    print(error)  #!
    return data


def retried(address):
    for _ in range(3):
        try:
            answer = ask(address)
            break
        except OSError:
            pause(1)
    return answer.text  #!


def until_it_works(address):
    while True:
        try:
            answer = ask(address)
            break
        except OSError:
            pause(1)
    return answer.text


def only_key(table, name):
    with suppress(KeyError):
        value = table.read(name)
    return value  #!


def each(rows):
    for row in rows:
        try:
            number = convert(row)
        except ValueError:
            print("bad", row)
        print(number)  #!


def headed(rows):
    for at, row in enumerate(rows):
        if at == 0:
            head = row
        else:
            print(head, row)


def nested(wanted, mode):
    if wanted:
        if mode == "a":
            factor = 1
        elif mode == "b":
            factor = 2
    return factor  #!


def opposite(value):
    if value is None:
        name = "none"
    if value is not None:
        return value
    return name


def same_question(rows, limit):
    if limit and rows:
        kept = rows[:limit]
    print(len(rows))
    if limit and rows:
        return kept
    return rows


def in_other_words(mode):
    if mode == "read":
        handle = open("x")
    if mode != "write":
        return handle.read()
    return ""


def late_import(wanted):
    if wanted:
        import json
    return json.dumps(wanted)  #!


def by_unlike_handlers(table, text):
    try:
        number = find(text)
        row = table[number]
        return row.send()
    except NotImplementedError:
        return number
    except Exception as error:
        return str(error)


def in_its_own_handler(text):
    try:
        version = parse(text)
    except ValueError:
        raise Refused("no version: {}".format(version))  #!
    return version


def reraised(executor, job):
    try:
        future = executor.submit(job)
    except RuntimeError:
        with save_and_reraise_exception():
            undo(job)
    return future


def closed(address):
    link = None
    try:
        link = socket.create_connection(address)
        link.sendall(b"x")
    finally:
        if link is not None:
            link.close()


def timed(job):
    try:
        started = time.monotonic()
        job()
    finally:
        print(time.monotonic() - started)


def asserted(pool):
    try:
        assert pool is not None
        waiter = pool.create_future()
        pool.add(waiter)
    finally:
        pool.remove(waiter)


def stopped(queue):
    try:
        count = drain(queue)
        queue.join()
    except KeyboardInterrupt:
        print(count)


def matched(kind):
    match kind:
        case "a":
            value = 1
        case "b":
            value = 2
    return value
