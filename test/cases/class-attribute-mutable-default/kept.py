class Rates:
    cache = {}  #! medium
    found = {}  #! medium

    def rate(self, country):
        if country not in self.cache:
            self.cache[country] = read(country)
        return self.cache[country]

    def place(self, country):
        self.found[country] = read(country)
        return self.found[country]


def price(order):
    return Rates().place(order.country)
