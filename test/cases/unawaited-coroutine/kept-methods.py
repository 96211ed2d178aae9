class Mailbox:
    async def send(self, letter):
        await self.wire.write(letter)

    async def send_all(self, letters):
        send = self.send
        for letter in letters:
            send(letter)  #!

    async def send_slowly(self, letters):
        send = self.send
        for letter in letters:
            await send(letter)

    async def send_by(self, letters, send):
        for letter in letters:
            send(letter)

    def keep_all(self, letters, kept):
        keep = kept.append
        for letter in letters:
            keep(letter)
