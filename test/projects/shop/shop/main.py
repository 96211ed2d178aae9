from fastapi import FastAPI
from shop.api import admin, hooks, orders, users
app = FastAPI()
for module in (admin, hooks, orders, users):
    app.include_router(module.router, prefix='/api')
