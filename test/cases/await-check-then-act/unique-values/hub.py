class Hub:
    def __init__(self):
        self.names = {}

    async def rename(self, socket, name):
        if name in self.names.values():
            raise ValueError("taken")
        await socket.send_json({"renamed": name})
        self.names[socket] = name  #!

    async def rename_any(self, socket, name):
        if any(one == name for one in self.names.values()):
            raise ValueError("taken")
        await socket.send_json({"renamed": name})
        self.names[socket] = name  #!

    async def add(self, socket, name):
        if socket in self.names.keys():
            return
        await socket.accept()
        self.names[socket] = name  #!

    async def rename_first(self, socket, name):
        if name in self.names.values():
            raise ValueError("taken")
        self.names[socket] = name
        await socket.send_json({"renamed": name})

    async def recolour(self, socket, name, colour):
        if colour in self.names.values():
            raise ValueError("a name, not a colour")
        await socket.send_json({"colour": colour})
        self.names[socket] = name
