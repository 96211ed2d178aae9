import pandas as pd


async def total(parts):
    return pd.concat(parts)  #!
