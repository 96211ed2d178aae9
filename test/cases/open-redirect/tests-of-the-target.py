# Which tests of a target keep the visitor on this site.
from urllib.parse import urljoin, urlparse

from flask import redirect, request


def slash_in_front():
    target = request.args["next"]
    if not target.startswith("/"):
        target = "/"
    return redirect(target)  #!


def one_slash_in_front():
    target = request.args["next"]
    if not target.startswith("/") or target.startswith("//"):
        target = "/"
    return redirect(target)


def same_host():
    own = urlparse(request.host_url)
    asked = urlparse(urljoin(request.host_url, request.args["next"]))
    if asked.scheme in ("http", "https") and own.netloc == asked.netloc:
        return redirect(request.args["next"])
    return redirect("/")


def same_host_of_a_name():
    target = request.args["next"]
    if urlparse(urljoin(request.host_url, target)).netloc != urlparse(request.host_url).netloc:
        return redirect("/")
    return redirect(target)


def scheme_only():
    target = request.args["next"]
    if urlparse(target).scheme == "javascript":
        return redirect("/")
    return redirect(target)  #!
