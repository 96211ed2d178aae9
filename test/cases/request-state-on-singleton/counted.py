from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
usage = {"tokens": 0, "user": None}


class Chat(BaseModel):
    user: str
    text: str


@app.post("/chat")
async def chat(body: Chat, model):
    answer = await model.ask(body.text)
    usage["tokens"] = usage["tokens"] + answer.tokens
    usage["user"] = body.user  #! critical
    return answer
