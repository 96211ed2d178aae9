from typing import Annotated

from fastapi import Depends, FastAPI, Query

from .reading import (
    Options,
    read_client,
    read_fixed,
    read_header,
    read_number,
    read_options,
)

app = FastAPI()


@app.get("/options")
def by_options(
    given: dict = Depends(read_options),
    options: Options = Depends(),
    header: str = Depends(read_header),
    again: Annotated[dict, Depends(read_options)] = None,
):
    open("/srv/" + given["name"]).close()  #! high
    open("/srv/" + options.name).close()  #! high
    open(f"/srv/{options.limit}").close()
    open("/srv/" + header).close()  #! high
    open("/srv/" + again["name"]).close()  #! high


@app.get("/others")
def by_others(
    number: int = Depends(read_number),
    fixed: str = Depends(read_fixed),
    client=Depends(read_client),
):
    open(f"/srv/{number}").close()
    open(f"/srv/{fixed}").close()
    open(f"/srv/{client.folder}").close()


@app.get("/patterns")
def by_patterns(
    name: str = Query(..., pattern=r"^[a-z]+$"),
    open_name: str = Query(..., pattern=r"[a-z]+"),
    path: Annotated[str, Query(pattern=r"^[a-z/.]+$")] = "x",
):
    open(f"/srv/{name}").close()
    open(f"/srv/{open_name}").close()  #! high
    open(f"/srv/{path}").close()  #! high
