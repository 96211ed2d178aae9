from litestar import get
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.routing import Mount, Route


@requires('authenticated')
async def profile(request):
    return None


@requires('authenticated')
async def users(request):  
    return None


@requires(['authenticated', 'admin'])
async def jobs(request):
    return None


app = Starlette(routes=[
    Route('/profile', profile),
    Mount('/admin', routes=[
        Route('/users', users),  #!
        Route('/jobs', jobs),
    ]),
])
