from flask import Flask, redirect, request

app = Flask(__name__)


@app.route("/a")
def answer():
    target = request.args["next"]
    if request.args.get("far"):
        return redirect(target)  #!
    if request.args.get("near"):
        return redirect(request.host_url + target)
    pages = {"home": "/", "next": target}
    if request.args.get("home"):
        return redirect(pages["home"])
    return redirect(pages["next"])  #!
