import logging

log = logging.getLogger(__name__)


def config_of(entry, importer):
    found = None
    try:
        found = importer.load(entry)
    except Exception:  #! medium
        pass
    if found is None:
        raise LookupError(entry)
    return found


def answer(connection, request):
    try:
        connection.send(request.result())
    except Exception as error:
        try:
            connection.send(("failed", None))
        except Exception:  #! medium
            pass
        log.warning("no answer to %r: %r", request, error)


def name_of(process, registry):
    # Errors may occur while the registry is being loaded.
    try:
        process.name = registry.current().name
    except Exception:
        pass


def close_all(closers):
    for closer in closers:
        try:
            closer()
        except Exception:  #! medium
            pass


def tell_all(listeners):
    for listener in listeners:
        try:
            listener()
        except Exception:  #! high
            pass


def entry_class(entry, importer, module):
    found = None
    if module is not None:
        try:
            found = importer.load(entry)
        except Exception:  #! medium
            pass
    # Both failed.
    if module is None and found is None:
        raise LookupError(entry)
    return found


class Prompt:
    def value(self, text):
        try:
            return self.execute(text)
        except Exception:
            self.show_error()
            raise

    def show_source(self, text):
        try:
            value = self.value(text)
        except Exception:  #! medium
            return None
        return self.source(value)

    def show_type(self, text):
        try:
            value = self.execute(text)
        except Exception:  #! medium
            return None
        return type(value)
