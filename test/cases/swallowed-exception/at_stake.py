import configparser
import logging
import os

log = logging.getLogger(__name__)


def label(trace, request, names):
    try:
        trace.set_transaction_name(names[request.style], source=request.kind)
    except Exception:  #! medium
        pass


def hint(view):
    try:
        view.set_property("has-tooltip", True)
        view.connect("query-tooltip", view.tell)
    except Exception:  #! medium
        pass


def emblem(picture, theme):
    try:
        mark = theme.load_icon("star", 16)
        width, height = mark.get_width(), mark.get_height()
        mark.composite(picture, 0, 0, width, height)
    except Exception:  #! medium
        pass
    return picture


def player(path):
    try:
        parser = configparser.RawConfigParser()
        parser.read([path])
        if not parser.has_section("player"):
            return None
        return Player(parser.get("player", "name"))
    except Exception:  #! medium
        return None


def greet(backend):
    try:
        log.debug("backend: %s", backend.describe())
    except Exception:  #! medium
        pass


def replace_copy(remote, name):
    try:
        remote.drop_lock(name)
        remote.delete(name)
    except Exception:  #! medium
        pass
    remote.upload(name)
    try:
        remote.delete(name)
    except Exception:  #! medium
        pass
    remote.upload(name)
    try:
        remote.delete(name)
    except Exception:  #! medium
        pass


class PidFile:
    def unlink(self):
        try:
            with open(self.path) as file:
                own = int(file.read() or 0)
            if own == self.pid:
                os.unlink(self.path)
        except Exception:  #! medium
            pass

    def close(self):
        try:
            self.file.flush()
            self.file.close()
        except Exception:  #! high
            pass

    def refresh(self):
        try:
            with open(self.path) as file:
                self.pid = int(file.read() or 0)
        except Exception:  #! medium
            pass


def settings_of(app, names, kvstore):
    found = {}
    for name in names:
        try:
            found[name] = kvstore.get(name)
        except Exception:  #! medium
            pass
    app.dump(found)


def grow(disk, partitions):
    try:
        partitions.expand(disk)
    except Exception:  #! medium
        pass


async def refill(pool):
    try:
        pool.size = await pool.measure()
    except Exception:  #! medium
        pass


def answer(server, request):
    try:
        server.process(request)
    except Exception as error:
        server.log("not processed: %s", error)
        try:
            server.send_status(request, 500)
        except Exception:  #! medium
            pass


def answer_quietly(server, request):
    try:
        server.process(request)
    except Exception:
        server.failures += 1
        try:
            server.send_status(request, 500)
        except Exception:  #! high
            pass


def restore(terminal):
    try:
        terminal.curs_set(1)
    except Exception:  #! medium
        pass


def connect(socket, address, timeout):
    try:
        socket.settimeout(timeout)
    except Exception:  #! medium
        pass
    socket.connect(address)


def on_error(server, error):
    try:
        server.apologise(error)
    except Exception:  #! medium
        pass
