import logging

log = logging.getLogger(__name__)

TEMPLATE = "{name} is {age}"


class Refused(Exception):
    def __init__(self, text, **values):
        super().__init__(text.format(**values))


def greet(name, age, path):
    log.info("{name} of {age}".format(name=name, age=age))
    log.info("%s of %s", name, age)
    if not name:
        raise Refused("no name in {path}", path=path)
    if age < 0:
        raise ValueError(
            f"{name} cannot be"
            " {age}"  #!
        )
    log.debug("looking for {path}")  #!
    log.warning("no such file: {path!s}", exc_info=True)  #!
    query = "MATCH (n {name}) RETURN n"
    log.info("kept as %s", query)
    return TEMPLATE.format(name=name, age=age)
