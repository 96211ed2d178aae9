import os
import shutil
import tempfile
from pathlib import Path
from tempfile import gettempdir


def write(name):
    open(os.path.join(tempfile.gettempdir(), "state.json"), "w")  #!
    open(os.path.join(gettempdir(), name), "w")
    (Path(gettempdir()) / "state.json").write_text("x")  #!
    (Path(gettempdir()) / name).write_text("x")
    open(tempfile.gettempdir() + "/state.json", "w")  #!
    os.path.join(tempfile.mkdtemp(), "state.json")
    return tempfile.NamedTemporaryFile(dir=gettempdir())


def look(app, client, settings):
    os.listdir("/tmp")
    shutil.disk_usage("/tmp")
    os.environ.setdefault("TMPDIR", "/tmp")
    client.get("/tmp/items")
    settings.get("folder", "/tmp/items")  #!
    if not app.ready:
        raise ValueError("/tmp/items is full")

    @app.get("/tmp/items")
    def items():
        return []
