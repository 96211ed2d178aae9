from fastapi import Depends, FastAPI, HTTPException, Request

app = FastAPI()


def require_role(role: str):
    def check(request: Request):
        if request.headers.get('role') != role:
            raise HTTPException(403)

    return check


def require_user(request: Request):
    if 'user' not in request.session:
        raise HTTPException(401)
    return request.session['user']


class RoleChecker:
    def __init__(self, role: str):
        self.role = role

    def __call__(self, request: Request):
        if request.headers.get('role') != self.role:
            raise HTTPException(403)


class PageLimit:
    def __init__(self, limit: int = 10):
        self.limit = limit


@app.get('/a')
def a(user=Depends(require_role)): #!
    return 1


@app.get('/b', dependencies=[Depends(RoleChecker)]) #!
def b():
    return 1


@app.get('/c')
def c(user=Depends(require_role('admin'))):
    return 1


@app.get('/d', dependencies=[Depends(RoleChecker('admin'))])
def d(page=Depends(PageLimit)):
    return 1


@app.get('/e')
def e(user=Depends(require_user)):
    return 1
