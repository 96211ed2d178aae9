import sys

sys.stdout = open(sys.stdout.fileno(), mode="w", encoding="utf-8", buffering=1)
errors = open(2, "w")
log = open("/var/log/shop.log", "w")  #!
other = open(sys.argv[1], "a")  #!
