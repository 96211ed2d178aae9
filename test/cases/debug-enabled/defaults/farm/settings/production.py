import os

DEBUG = os.environ.get("DEBUG", "0") not in ("0", "false", "")
TEMPLATE_DEBUG = os.environ["TEMPLATE_DEBUG"] == "yes"
DEBUG_PROPAGATE_EXCEPTIONS = not os.environ.get("QUIET", "1") == "1"
