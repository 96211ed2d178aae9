class Orders:
    def find(self, key):
        if key is None:
            raise "no key"  #!
        if not self.orders:
            raise "no orders: " + key  #!
        raise ("no order", key)  #!

    async def load(self, key):
        try:
            await self.fetch(key)
        except KeyError as error:
            raise f"no order {key}" from error  #!
        raise 500  #!

    def right(self, key, errors, code):
        if key in errors:
            raise errors[key]
        if code:
            raise self.error("no order {}".format(key))
        if key:
            raise KeyError("no order %s" % key) from None
        try:
            self.find(key)
        except KeyError:
            raise
        raise self.errors.get(code, KeyError)
