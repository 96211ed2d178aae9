from celery import Celery
app = Celery('x')
@app.task
def ship(oid): ...
