def load(path):
    module = None
    try:
        module = read(path)
    except Exception as error:
        log.error("not loaded: %s", error)
    finally:
        return module  #! medium


def loaded(path):
    module = None
    try:
        module = read(path)
    except ValueError as error:
        log.error("not loaded: %s", error)
    finally:
        return module  #! high
