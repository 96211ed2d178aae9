import hashlib
import hmac


def check(request, settings, body, secret):
    if request.headers.get("Authorization") == "Bearer " + settings.secret_token:  #!
        return True
    if request.headers["X-Sig"] == "sha256=" + hmac.new(secret, body, "sha256").hexdigest():  #!
        return True
    if request.headers["X-Kind"] == "kind=" + settings.kind:
        return False
    expected = "sha256=" + hmac.new(secret, body, "sha256").hexdigest()
    if hmac.compare_digest(request.headers["X-Sig"], expected):
        return True
    return request.headers["ETag"] == "sha256:" + hashlib.sha256(body).hexdigest()
