from fastapi import FastAPI

from app.routers import auth, orders, reports, users

app = FastAPI()
api_prefix = "/api/v1"
app.include_router(auth.router, prefix=api_prefix)
app.include_router(orders.router, prefix=api_prefix)
app.include_router(reports.router, prefix=api_prefix)
app.include_router(users.router, prefix=api_prefix)


@app.get("/health")
async def health():
    return {"status": "ok"}
