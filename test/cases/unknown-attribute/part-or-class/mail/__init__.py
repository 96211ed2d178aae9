from mail.main import fetch
from mail.failure import Failure

failure = Failure
