from store import Store


async def cancel_stale(store: Store):
    names = []
    for row in await store.stale(50):
        names.append(await store.carrier_name(row["carrier_id"]))  #!
        await store.cancel(row["id"])
    return names


async def same_name(store: Store, carrier_id: int, rows: list):
    name = await store.carrier_name(carrier_id)
    return [(name, row) for row in rows]
