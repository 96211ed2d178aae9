# A signature that is verified only where the client has sent one.
from starlette.responses import Response

from app.signing import verify_signature


class Hooks:
    async def legacy(self, request):
        body = await request.body()
        if request.headers.get("X-Signature") and not verify_signature(  #!
            body, request.headers["X-Signature"]
        ):
            return Response(status_code=401)
        return Response(status_code=204)

    async def named(self, request):
        body = await request.body()
        signature = request.headers.get("X-Signature")
        if signature and not verify_signature(body, signature):  #!
            return Response(status_code=401)
        return Response(status_code=204)

    async def current(self, request):
        body = await request.body()
        signature = request.headers.get("X-Signature")
        if not signature or not verify_signature(body, signature):
            return Response(status_code=401)
        return Response(status_code=204)

    async def both(self, request):
        signature = request.headers.get("X-Signature")
        if not signature:
            return Response(status_code=401)
        if signature and not verify_signature(await request.body(), signature):
            return Response(status_code=401)
        return Response(status_code=204)

    async def language(self, request):
        language = request.headers.get("Accept-Language")
        if language and not is_valid(language):
            return Response(status_code=400)
        return Response(status_code=204)
