import os
import sys

import environ

env = environ.Env()
DEBUG = env.bool("DEBUG", default=False)
TEMPLATE_DEBUG = os.environ.get("TEMPLATE_DEBUG", "no").lower() in ("1", "true", "yes")
DEBUG_PROPAGATE_EXCEPTIONS = bool(int(os.environ.get("PROPAGATE", "0")))
