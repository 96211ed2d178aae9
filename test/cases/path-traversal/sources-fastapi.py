from fastapi import FastAPI, APIRouter, Query, Path, Body, Header, Cookie, Form, File, UploadFile, Request, WebSocket, Depends
from typing import Annotated, Optional, List
from pydantic import BaseModel
import uuid, datetime, enum
app = FastAPI()
class M(BaseModel):
    p: str
    n: int
class E(str, enum.Enum):
    a = 'a'
@app.get('/a/{p}')
async def a(p: str, q: Optional[str] = None, h: str = Header(None), c: Annotated[str, Cookie()] = '', e: E = E.a, i: int = 1, u: uuid.UUID = None, d: datetime.date = None, l: List[str] = Query([])):
    open(p)  #!
    open(q)  #!
    open(h)  #!
    open(c)  #!
    open(f'/x/{i}')
    open(f'/x/{u}')
    open(f'/x/{d}')
    open(l[0])  #!
    open(e)
    open(e.value)
@app.post('/b')
def b(m: M, f: str = Form(...), up: UploadFile = File(...), raw: dict = Body(...)):
    open(m.p)  #!
    open(f'/x/{m.n}')
    open(f)  #!
    open(up.filename)  #!
    open(raw['x'])  #!
    open(m.dict()['p'])  #!
    open(m.model_dump()['p'])  #!
@app.put('/c')
async def c(request: Request):
    open((await request.json())['x'])  #!
    b = await request.body()
    open(b.decode())  #!
    open(request.query_params['x'])  #!
    open(request.path_params['x'])  #!
    open(request.headers.get('x'))  #!
    open(request.cookies['x'])  #!
    form = await request.form()
    open(form['x'])  #!
    open(request.url.path)  #!
@app.websocket('/ws')
async def ws(websocket: WebSocket):
    t = await websocket.receive_text()
    open(t)  #!
    j = await websocket.receive_json()
    open(j['x'])  #!
    open(websocket.query_params['x'])  #!
class Api:
    @app.get('/d')
    def d(self, p: str):
        open(p)  #!
