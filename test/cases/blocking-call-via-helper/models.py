# A synchronous client of a service behind a method.
from openai import AsyncOpenAI, OpenAI


class ChatModel:
    def __init__(self, key):
        self._client = AsyncOpenAI(api_key=key)
        self._titles = OpenAI(api_key=key)

    def title_for(self, text):
        reply = self._titles.chat.completions.create(model="small", messages=[text])
        return reply.choices[0].message.content

    async def answer(self, text):
        return await self._client.chat.completions.create(model="large", messages=[text])


class Chat:
    def __init__(self, model: ChatModel):
        self._model = model

    async def retitle(self, text):
        return self._model.title_for(text)  #!

    async def ask(self, text):
        return await self._model.answer(text)
