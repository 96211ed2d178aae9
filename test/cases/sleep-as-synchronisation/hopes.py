import asyncio
import time


class Views:
    def refer(self, request, services):
        referee = services.invite(request.data)
        time.sleep(1.5)  # let the worker pick up the mail first  #!
        return referee.pk

    def replicate(self, row, session, replica):
        session.commit()
        # wait until the replica has caught up
        time.sleep(2)  #!
        return replica.rows(row)

    async def post(self, jobs, due):
        number = await jobs.add(due)
        await asyncio.sleep(1.5)  #!
        job = await jobs.get(number)
        return job

    def reindex(self, index, rows):
        index.update(rows)
        time.sleep(1)  #!
        return index.find_all(rows)

    def stop(self, server):
        server.flag = True
        time.sleep(0.5)  # give the threads time to finish  #!
        server.close()

    def polite(self, client):
        one = client.get("one")
        time.sleep(1)  # do not hammer the server
        two = client.get("two")
        return one, two

    def limited(self, client, rows):
        client.put(rows)
        time.sleep(0.2)  # the rate limit is five a second
        return client.get("result")

    def show(self, screen):
        screen.draw("done")
        time.sleep(2)  # so that the user can read it
        screen.clear()

    def tries(self, client, key):
        for _ in range(5):
            client.put(key)
            time.sleep(1)
            if client.get(key):
                return True
        return False

    def spread(self, client, first, second):
        client.put(first)
        time.sleep(1)
        client.put(second)

    async def typing(self, chat, text):
        await chat.send_action("typing")
        await asyncio.sleep(1)
        await chat.send(text)
