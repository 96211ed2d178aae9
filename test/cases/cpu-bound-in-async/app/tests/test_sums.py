import pandas as pd

from sums import total


async def test_total(parts):
    assert len(await total(parts)) == len(pd.concat(parts))
