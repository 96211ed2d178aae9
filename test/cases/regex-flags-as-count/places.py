import re
import re as patterns
from re import RegexFlag, compile as make, split

NUMBER = make(r"\d+", re.A)
LIMIT = 2


class Cleaner:
    word = re.compile("w")

    def clean(self, text):
        text = patterns.sub("a", "b", text, patterns.DOTALL | patterns.I)  #!
        text = re.sub("a", "b", text, RegexFlag.MULTILINE)  #!
        return [re.sub("x", "", part, re.S) for part in split(",", text, re.M)]  #!2

    def known(self, text, *more, count=0):
        text = re.sub("a", "b", text, LIMIT)
        text = re.sub("a", "b", text, count, flags=re.I)
        text = re.sub("a", "b", text, count=1, flags=re.S)
        text = re.sub(*more, re.I)
        text = self.word.sub("a", text, 1)
        return NUMBER.sub("", text, LIMIT), re.finditer("a", text, re.I)


async def numbers(text):
    if found := NUMBER.search(text, re.MULTILINE):  #!
        return found
    return NUMBER.split(text, re.I)  #!
