import subprocess


def run(name, given):
    subprocess.run(f"ls {name}", **{"shell": True})  #!
    options = {"shell": True, "check": True}
    subprocess.check_output("ls " + name, **options)  #!
    subprocess.run(["ls", name], **{"shell": False})
    subprocess.run(["ls", name], **given)
    subprocess.run("ls", **options)
