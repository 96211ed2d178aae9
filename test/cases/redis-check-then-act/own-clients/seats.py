from clients import Registry, shared, store

registry = Registry()


def enter(hall, guest):
    if shared.hlen(f"hall:{hall}") >= 40:
        raise ValueError("full")
    shared.hset(f"hall:{hall}", guest, "1") #!


async def enter_async(hall, guest):
    client = store()
    if await client.hlen(f"hall:{hall}") >= 40:
        raise ValueError("full")
    await client.hset(f"hall:{hall}", guest, "1") #!


def enter_here(hall, guest):
    if registry.hlen(f"hall:{hall}") >= 40:
        raise ValueError("full")
    registry.hset(f"hall:{hall}", guest, "1")


def enter_by_script(hall, guest):
    script = shared.register_script("return redis.call('HSETNX', KEYS[1], ARGV[1], '1')")
    return script(keys=[f"hall:{hall}"], args=[guest])
