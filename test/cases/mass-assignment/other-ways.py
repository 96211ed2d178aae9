from django.forms import modelform_factory
from fastapi import FastAPI
from pydantic import BaseModel

from app.models import User

app = FastAPI()


class Wide(BaseModel):
    name: str
    is_admin: bool = False


@app.post("/users")
def create(given: Wide):
    return User(**given.model_dump(exclude={"is_admin"}))


@app.post("/members")
def join(given: Wide):
    return User(**given.model_dump(exclude={"name"}))  #!


@app.put("/users")
def replace(given: dict, session, cache):
    session.query(User).filter_by(id=1).update(given)  #!
    session.query(User).filter_by(id=1).update({"name": given["name"]})
    user = session.get(User, 1)
    user.__dict__.update(given)  #!
    cache.update(given)


def store(request):
    User.objects.update_or_create(id=1, defaults=request.POST.dict())  #!
    User.objects.update_or_create(id=1, defaults={"name": request.POST["name"]})
    modelform_factory(User, fields="__all__")  #!
    return modelform_factory(User, fields=["name"])
