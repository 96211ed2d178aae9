from shop.days import Days


class Names(Days):
    months = {}
    months["january"] = 1
    months["february"] = 2
    months["march"] = 3
    months["april"] = 4
    months["may"] = 5
    months["june"] = 6
    days = {
        "january": 0,
        "february": 1,
        "march": 2,
        "april": 3,
        "may": 4,
        "june": 5,
        "july": 6,
    }
    short = ["ja", "fe", "ma", "ap", "ma", "ju", "ju", "au"]
    before = ("january", "february")
    after = ("march",)
    ranges = {"april": (1, 2), "may": (3, 4)}
    modes = ["june", "july", "august"]
    era = {"august": -1}
    parts = {"february": [1, 2, 3], "july": [4, 5]}
    first, last = 1, 12
    names = [months, days]
