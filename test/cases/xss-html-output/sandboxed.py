# A sandbox keeps the template of a client from running code.
import jinja2
from flask import request
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment


def preview():
    sandbox = SandboxedEnvironment(autoescape=True)
    return sandbox.from_string(request.form["body"]).render()


def preview_fixed():
    return ImmutableSandboxedEnvironment(autoescape=True).from_string(request.form["body"]).render()


def preview_open():
    environment = jinja2.Environment(autoescape=True)
    return environment.from_string(request.form["body"]).render()  #!
