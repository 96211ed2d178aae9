async def some_are_raised(work):
    try:
        await work()
    except BaseException as error: #!
        if isinstance(error, ValueError):
            raise
        print(error)


async def all_but_errors_are_raised(work):
    try:
        await work()
    except BaseException as error:
        if not isinstance(error, Exception):
            raise
        print(error)
