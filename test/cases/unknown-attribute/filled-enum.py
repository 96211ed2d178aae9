from enum import Enum


class Operators(Enum):
    @property
    def negated(self):
        return NEGATED[self.value]


Operator = Operators("Operator", [(name, at) for at, name in enumerate(NAMES)])


class Color(Enum):
    RED = 1


def matches(left, right):
    return {Operator.EQUAL: left == right, Operator.AND: left and right}, Color.BLUE  #!
