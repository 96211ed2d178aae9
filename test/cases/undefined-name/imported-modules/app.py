# A module that others import: a name that fails as it is loaded fails for all of them.
import logging

LEVEL = os.environ.get("LEVEL", "info") #!


class Report(Base): #!
    def name(self) -> Text: #!
        return "report"

    def rows(
        self,
        limit: "Limit",  #! low
        of: int = DEFAULT,  #! high
    ) -> int:
        total: Money = 3  #! low
        return total


def handlers():
    found = [name for name in globals() if name.startswith("on_")]
    known = sorted(globals())
    return found, known, globals()["LEVEL"], globals().get("LEVEL"), undefined_thing #!


logging.getLogger(__name__)
