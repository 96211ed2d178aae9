from shop.days import Days


class Names(Days):
    months = {}
    months["januar"] = 1
    months["februar"] = 2
    months["maerz"] = 3
    months["april"] = 4
    months["mai"] = 5
    months["juni"] = 6
    days = {
        "januar": 0,
        "februar": 1,
        "maerz": 2,
        "april": 3,
        "mai": 4,
        "juni": 5,
        "juli": 6,
    }
    short = ["ja", "fe", "ma", "ap", "ma", "ju", "ju", "au"]
    before = ("januar", "februar")
    after = ("maerz",)
    ranges = {"april": (1, 2), "mai": (3, 4)}
    modes = ["juni", "juli", "august"]
    era = {"august": -1}
    parts = {"februar": [1, 2, 3], "juli": [4, 5]}
    first, last = 1, 12
    names = [months, days]
