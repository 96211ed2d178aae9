# A token of a parser is a word of the text.
import logging
import re

log = logging.getLogger(__name__)


def parse(text):
    for token in re.split(r"\s+", text):
        log.debug("token %s", token)
        print(f"token {token}")
