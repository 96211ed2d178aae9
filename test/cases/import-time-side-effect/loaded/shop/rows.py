from urllib.request import urlopen

rows = urlopen("https://example.org/rows").read()  #! high
