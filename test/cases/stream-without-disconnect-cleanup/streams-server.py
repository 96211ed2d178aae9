import asyncio

writers = set()

async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
    writers.add(writer) #!
    while data := await reader.readline():
        for other in list(writers):
            other.write(data)
            await other.drain()
    writers.discard(writer)
    writer.close()

async def serve_ok(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
    writers.add(writer)
    try:
        while data := await reader.readline():
            for other in list(writers):
                other.write(data)
                await other.drain()
    finally:
        writers.discard(writer)
        writer.close()

async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 9000)
    other = await asyncio.start_server(serve_ok, '127.0.0.1', 9001)
    async with server, other:
        await server.serve_forever()
