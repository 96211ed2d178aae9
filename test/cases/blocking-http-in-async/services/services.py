import asyncio

import anthropic
import boto3
import openai
import stripe
from openai import AsyncOpenAI, AzureOpenAI, OpenAI

ai = OpenAI()
azure = AzureOpenAI()
async_ai = AsyncOpenAI()
claude = anthropic.Anthropic()
s3 = boto3.client("s3")


class Store:
    def __init__(self):
        self.client = boto3.client("sqs")

    async def push(self, body):
        self.client.send_message(QueueUrl="q", MessageBody=body)  #!


async def ask(text):
    ai.chat.completions.create(model="m", messages=[text])  #!
    azure.chat.completions.create(model="m", messages=[text])  #!
    claude.messages.create(model="m", messages=[text])  #!
    openai.ChatCompletion.create(model="m", messages=[text])  #!
    stripe.PaymentIntent.create(amount=1)  #!
    s3.put_object(Bucket="b", Key="k", Body=text)  #!


async def ask_well(text):
    await async_ai.chat.completions.create(model="m", messages=[text])
    await asyncio.to_thread(ai.chat.completions.create, model="m", messages=[text])
    return s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})


def ask_in_thread(text):
    return ai.chat.completions.create(model="m", messages=[text])


async def build(factory, form):
    return factory.create(form), form.parse()
