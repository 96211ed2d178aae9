import app.tools
from app import filled, lazy, replaced, stars, tools
from app import tools as other

try:
    from app import tools as maybe
except ImportError:
    maybe = None

tools.helper()
tools.helpr()  #!
other.LIMIT
other.LIMITS  #!
app.tools.helper()
app.tools.missing()  #!
tools.os.path
tools.only_here()
tools.__name__
lazy.anything
filled.a
replaced.x
stars.join("a", "b")
maybe.unknown
tools.given = 1
tools.given
if hasattr(tools, "later"):
    tools.later()
try:
    tools.newer()
except AttributeError:
    pass
