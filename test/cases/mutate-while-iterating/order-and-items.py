def work(names, groups):
    for name in names:
        names.sort()  #!
    for name in names:
        names.reverse()  #!
    for name in groups["a"]:
        groups["a"].append(name)  #!
    for name in groups["a"]:
        groups["b"].append(name)
    for name in groups[names[0]]:
        groups[names[0]] = []
    for name in sorted(names):
        names.sort()
