from pathlib import Path


def append(folder: Path, text: str):
    with (folder / "log").open("rb") as log:
        log.write(text)  #!


def copy(source: str, target: str):
    with Path(source).open() as file:
        text = file.read()
    with Path(target).open("w") as file:
        file.write(text)


class Door:
    def open(self, mode):
        return self

    def write(self, text): ...


def enter():
    door = Door().open("r")
    door.write("welcome")
