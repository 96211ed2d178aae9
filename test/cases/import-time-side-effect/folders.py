import os
import shutil

os.makedirs("logs", exist_ok=True)  #! medium
shutil.rmtree("cache")  #! high
