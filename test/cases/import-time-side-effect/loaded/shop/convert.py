import json
import sys
from urllib.request import urlopen

wanted = json.loads(sys.stdin.read())
rows = urlopen(wanted["address"]).read()  #! medium
