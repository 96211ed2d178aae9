# What a type holds inside is not what the parameter may be.
import typing as t
from typing import Annotated, Any, Callable, Literal, Optional, Union
from typing import Optional as Maybe


def send(
    a: dict[str, Any] = None,  #!
    b: Callable[[int], None] = None,  #!
    c: list[Optional[int]] = None,  #!
    d: "Callable[..., Any]" = None,  #!
    e: Annotated[int, None] = None,  #!
    f: Literal["a", "b"] = None,  #!
    g: t.Callable[[], t.Any] = None,  #!
    h: tuple[None, ...] = None,  #!
    i: dict[str, list[object]] | list[Any] = None,  #!
    j: (list[None] | dict[str, Any]) = None,  #!
):
    return a, b, c, d, e, f, g, h, i


def fine(
    a: dict[str, Any] | None = None,
    b: Optional[Callable[[int], None]] = None,
    c: Union[int, Optional[str]] = None,
    d: "Optional[Callable[..., Any]]" = None,
    e: Annotated[Maybe[int], "x"] = None,
    f: Literal["a", None] = None,
    g: t.Union[t.Callable[[], int], None] = None,
    h: Maybe[list[int]] = None,
    i: None | dict[str, list[int]] = None,
    j: int | Any = None,
    k: (
        int  # a count
        | tuple[int, ...]
        | None
    ) = None,
    m: (int | Callable[[], int | None] | None) = None,
    n: (str | (int | None)) = None,
    o: "(int | None)" = None,
):
    return a, b, c, d, e, f, g, h, i, j
