import asyncio
import getpass
import sys
from getpass import getpass as gp


async def a():
    input()  #!
    x = input("name")  #!
    getpass.getpass()  #!
    gp()  #!
    sys.stdin.readline()  #!
    sys.stdin.read()  #!
    for line in sys.stdin:  #!
        pass
    while True:
        if input() == "q":  #!
            break


async def q(input_, reader):
    await asyncio.to_thread(input, "x")
    await asyncio.get_running_loop().run_in_executor(None, input)
    await asyncio.get_running_loop().run_in_executor(None, lambda: input("x"))
    await reader.readline()
    input_()


async def q2(input):
    input("x")


def q3():
    input()


async def q4(lines):
    for line in lines:
        print(line)


def q5():
    for line in sys.stdin:
        print(line)
