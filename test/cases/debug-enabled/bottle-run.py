from bottle import run

run(host="localhost", debug=True)  #!
run(host="localhost", debug=False)
run(host="localhost")
