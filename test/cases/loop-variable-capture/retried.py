from tenacity import retry, stop_after_attempt


def mirror(client, sources, handlers):
    for source in sources:
        target = source + "-copy"

        @retry(stop=stop_after_attempt(3))
        def attempt():
            client.copy(source, target)

        attempt()

        @handlers.register
        def later():
            client.copy(source, "later")  #!
