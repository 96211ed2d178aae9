import logging
import os
import subprocess
from pathlib import Path

log = logging.getLogger(__name__)


def to_cog(source, target):
    cmd = ["gdal_translate", "-q", "-of", "COG", str(source), str(target)]
    subprocess.run(cmd, timeout=1800)  #!
    return target


def dump(database, path):
    with open(path, "wb") as file:
        subprocess.call(["pg_dump", database, path], stdout=file)  #!
    with open(path, "rb") as file:
        return file.read()


def clone(url, folder):
    os.system("git clone %s %s" % (url, folder))  #!
    return sorted(os.listdir(folder))


def clone_quietly(url, folder: Path):
    subprocess.run(["git", "clone", url, str(folder)], capture_output=True)  #!
    return (folder / "README").read_text()


def overview(source, target):
    done = subprocess.run(["gdal_translate", source, target], capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return target


def checked(source, target):
    subprocess.check_call(["gdal_translate", source, target])
    return target


def asked(source, target):
    subprocess.run(["gdal_translate", source, target])
    if not Path(target).exists():
        raise FileNotFoundError(target)
    return target


def last(source, target):
    """Nothing is done with it here."""
    subprocess.run(["gdal_translate", source, target])


def tell(text, path):
    subprocess.run(["notify-send", text, path])
    return path


def stop(name, pid_file):
    try:
        return start(name)
    except OSError:
        subprocess.call(["stop-service", name, pid_file])
        return pid_file


def start(name):
    return name


def signal(service, config):
    subprocess.run(["systemctl", "reload", service])
    log.info("reloaded %s", service)
    return config
