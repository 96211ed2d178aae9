import asyncio
import sqlite3

from fastapi import FastAPI

app = FastAPI()
connection = sqlite3.connect("shop.db", check_same_thread=False)


@app.get("/items")
async def items(name: str):
    loop = asyncio.get_running_loop()
    cursor = connection.cursor()
    await asyncio.to_thread(cursor.execute, f"SELECT id FROM items WHERE name = '{name}'")  #!
    await loop.run_in_executor(None, cursor.execute, "SELECT 1 FROM t WHERE n = '" + name + "'")  #!
    await asyncio.to_thread(cursor.execute, "SELECT id FROM items WHERE name = ?", (name,))
    await loop.run_in_executor(None, cursor.execute, "SELECT count(*) FROM items")
    return await asyncio.to_thread(cursor.fetchall)
