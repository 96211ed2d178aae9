try:
    import websockets  # noqa
except ImportError:
    websockets = None

import wsproto  # noqa #! low
