from flask import Flask, request

app = Flask(__name__)


@app.get("/file")
def show():
    key = request.args["key"]
    with open(f"/data/{key.split('/')[-1]}") as f:
        first = f.read()
    with open("/data/" + key.rsplit("/", 1)[-1]) as f:
        second = f.read()
    with open("/data/" + key.rpartition("/")[-1]) as f:
        third = f.read()
    with open("/data/" + key.split("-")[-1]) as f:  #! high
        return first + second + third + f.read()
