import subprocess


async def run(command):
    process = subprocess.Popen(command)  #! medium
    process.wait()  #! high
    subprocess.run(command)  #! high
