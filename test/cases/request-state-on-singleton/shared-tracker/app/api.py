from contextvars import ContextVar
from fastapi import APIRouter, Depends, Request, FastAPI
from .deps import Tracker, tracker, get_tracker, get_fresh
from .auth import current_user
router = APIRouter()
app = FastAPI()
_current_user = None
ctx: ContextVar = ContextVar('u')
@router.get('/1')
async def a(user=Depends(current_user)):
    global _current_user
    _current_user = user #!
    return 1
@router.get('/2')
async def b(user=Depends(current_user)):
    tracker.user = user #!
    return 1
@router.get('/3')
async def c(user=Depends(current_user), t: Tracker = Depends(get_tracker)):
    t.user = user #!
    return 1
@router.get('/4')
async def d(request: Request, user=Depends(current_user)):
    request.app.state.user = user #!
    return 1
@router.get('/5')
async def e(request: Request, user=Depends(current_user)):
    request.state.user = user
    ctx.set(user)
    return 1
@router.get('/6')
async def f(user=Depends(current_user), t: Tracker = Depends(get_fresh)):
    t.user = user
    return 1
@router.get('/7')
async def g(user=Depends(current_user)):
    Tracker.current = user #!
    return 1
@router.get('/8')
async def h(user=Depends(current_user)):
    tracker.count += 1
    tracker.cache[user.id] = user
    return 1
@router.get('/9')
async def i(request: Request):
    app.state.last_header = request.headers['x-user'] #!
    return 1
class Service:
    def __init__(self): self.request = None
    async def handle(self, request):
        self.request = request #!
        return await self.work()
    async def work(self): return self.request.url
service = Service()
@router.post('/10')
async def j(request: Request):
    return await service.handle(request)
@app.middleware('http')
async def mw(request: Request, call_next):
    tracker.user = request.headers.get('x') #!
    return await call_next(request)
