# Tools of MCP: names that paths are made of come from outside; a path or an address is asked for on purpose.
import subprocess

import requests
from mcp.server.fastmcp import Context, FastMCP

tools = FastMCP("garden")


@tools.tool()
def read_plan(plan: str, season: int, ctx: Context) -> str:
    with open(f"/srv/{season}") as other, open("/srv/plans/" + plan) as file:  #! high
        return file.read() + other.read()


@tools.tool()
def read_any(file_path: str) -> str:
    with open(file_path) as file:
        return file.read()


@tools.resource("plan://{plan}")
def plan_of(plan: str) -> str:
    with open("/srv/plans/" + plan) as file:  #! high
        return file.read()


@tools.tool()
def fetch(url: str) -> str:
    return requests.get(url, timeout=3).text


def helper(plan: str) -> str:
    with open("/srv/plans/" + plan) as file:
        return file.read()
