async def store_of(request):
    store = request.app.get("store")
    if store is None:
        request.app["store"] = await open_store(request.app["config"])  #! medium
    return store


async def greet(request):
    if "greeted" not in request.app:
        await request.app["mail"].send("hello")
        request.app["greeted"] = 1  #! high


# What belongs to one request is in nobody else's way.
async def user_of(request):
    if "user" not in request:
        request["user"] = await request.app["users"].load(request.headers["x"])
    return request["user"]


async def open_store(config):
    return await config.open()
