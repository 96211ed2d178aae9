import logging

log = logging.getLogger(__name__)


def name_of(machine):
    try:
        name = machine.label()
    except Exception as error:  #! low
        log.debug("no label: %s", error)
        name = "machine"
    return name


def timestamp(text, refuse):
    try:
        return to_timestamp(text)
    except Exception:  #! low
        refuse(400, "no timestamp")


def enable(machine, period):
    try:
        machine.change_period(period)
    except Exception as error:  #! medium
        log.debug("no statistics: %s", error)


def stored(client, text):
    try:
        key = client.store(text)
    except Exception as error:  #! medium
        log.warning("not stored: %s", error)
        key = None
    return key
