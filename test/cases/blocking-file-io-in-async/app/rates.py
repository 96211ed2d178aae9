async def rates(path):
    with open(path) as file:  #!
        return file.read()
