import socketio

sio = socketio.AsyncServer(async_mode="asgi")


@sio.event
async def connect(sid, environ, auth):
    await sio.save_session(sid, {"user": auth})


@sio.on("job:join")
async def join_job(sid, data):
    await sio.enter_room(sid, f"jobs:{data['job']}")
    await sio.emit("job:joined", {"job": data["job"]}, to=sid)


class Feed(socketio.AsyncNamespace):
    async def on_subscribe(self, sid, data):
        await self.emit("subscribed", room=sid)
