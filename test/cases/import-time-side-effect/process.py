import locale
import os
import sqlite3
import sys
import threading

os.environ["TZ"] = "UTC"  #! medium
if sys.platform == "win32":
    os.environ["SSL_CERT_FILE"] = "certificates.pem"  #! medium
try:
    locale.setlocale(locale.LC_ALL, "")  #! medium
except locale.Error as error:
    print(error, file=sys.stderr)

rows = sqlite3.connect("rows.db")  #! high
worker = threading.Thread(target=print)
worker.start()  #! high
