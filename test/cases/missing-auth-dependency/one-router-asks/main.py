import animals
import keepers
import quotes
from fastapi import FastAPI

app = FastAPI()
app.include_router(keepers.router)
app.include_router(animals.router)
app.include_router(quotes.router)
