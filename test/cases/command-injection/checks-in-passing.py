# A call in passing is a check if it can refuse: `safe_ping(host)` does something else with the host.
import os
import re
import subprocess

from flask import request


def safe_ping(host):
    return subprocess.run(["ping", "-c", "1", host])


def check_host(host):
    if not host.isalnum():
        raise ValueError(host)


def after_another_call():
    host = request.args["host"]
    safe_ping(host)
    os.system("ping -c 1 " + host)  #!


def after_a_match_that_nobody_reads():
    host = request.args["host"]
    re.match("[a-z]+$", host)
    os.system("ping -c 1 " + host)  #!


def after_an_answer_that_nobody_reads():
    host = request.args["host"]
    found = re.match("[a-z]+$", host)
    os.system("ping -c 1 " + host)  #!
    return found


def after_a_check():
    host = request.args["host"]
    check_host(host)
    os.system("ping -c 1 " + host)


def after_an_answer():
    host = request.args["host"]
    found = re.fullmatch("[a-z]+", host)
    if found is None:
        raise ValueError(host)
    os.system("ping -c 1 " + host)


def by_comprehension():
    hosts = {name: request.args[name] for name in ("first", "second")}
    os.system("ping -c 1 " + hosts["first"])  #!


def is_known(host):
    return host.endswith(".example.com")


def in_the_other_branch():
    host = request.args["host"]
    if is_known(host):
        os.system("ping -c 1 " + host)
    else:
        os.system("ping -c 1 " + host)  #!


def in_the_branch_of_no():
    host = request.args["host"]
    if not is_known(host):
        os.system("ping -c 1 " + host)  #!
        return
    os.system("ping -c 1 " + host)


def after_a_check_of_another_object(checks):
    host = request.args["host"]
    checks.validate_host(host)
    os.system("ping -c 1 " + host)


def after_something_else_of_another_object(tools):
    host = request.args["host"]
    tools.run_safe(host)
    os.system("ping -c 1 " + host)  #!
