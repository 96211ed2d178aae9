import asyncio
import functools
import os
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

from fastapi import BackgroundTasks, FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()
pool = ThreadPoolExecutor(2)


@app.get("/ping/{host}")
async def ping(host: str, tasks: BackgroundTasks):
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(os.system, f"ping -c1 {host}")  #!
    await loop.run_in_executor(None, os.popen, "host " + host)  #!
    await run_in_threadpool(subprocess.run, "dig " + host, shell=True)  #!
    tasks.add_task(os.system, "whois %s" % host)  #!
    pool.submit(subprocess.check_output, host)  #!
    threading.Thread(target=os.system, args=("nslookup " + host,)).start()  #!
    run = functools.partial(subprocess.run, "traceroute " + host, shell=True)  #!
    await loop.run_in_executor(pool, run)


@app.get("/fine/{host}")
async def fine(host: str, tasks: BackgroundTasks):
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(os.system, "uptime")
    await loop.run_in_executor(None, subprocess.run, ["ping", "-c1", "--", host])
    await run_in_threadpool(subprocess.run, ["dig", host], check=True)
    tasks.add_task(print, "asked for " + host)
    threading.Thread(target=os.system, args=("sync",)).start()
    pool.submit(len, host)
    return functools.partial(subprocess.run, ["who"], shell=False)
