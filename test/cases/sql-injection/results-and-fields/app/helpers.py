import base64
from abc import ABC, abstractmethod
from dataclasses import dataclass


class Step(ABC):
    @abstractmethod
    def run(self, text): ...


class Handing(Step):
    def run(self, text):
        return text


class Fixing(Step):
    def run(self, text):
        result = "fixed"
        return result


class Labelled:
    def __init__(self, value, label):
        self.value = value
        self.label = label

    def get(self):
        return self.value

    def name(self):
        return self.label


@dataclass
class Pair:
    left: str
    right: str


def constant(text):
    return "always"


def second(first, other):
    return other


def never(text):
    number = 86
    if 7 * 18 + number > 200:
        return "safe"
    return text


def from_table(text):
    table = {"a": "safe", "b": text}
    return table["a"]


def there_and_back(text):
    return base64.b64decode(base64.b64encode(text.encode())).decode()


def looked_up(text, rows):
    return rows.find(text)


def step() -> Step:
    return Handing()


def filled(rows):
    result = {}
    result["column"] = rows.first()
    return result
