import asyncio


async def ask(model, text):
    for attempt in range(5):  #!
        try:
            return await model.complete(text)
        except Exception:
            continue
    return None


async def ask_well(model, text):
    for attempt in range(5):
        try:
            return await model.complete(text)
        except Exception:
            await asyncio.sleep(2**attempt)
    return None


async def first_that_answers(models, text):
    for model in models:
        try:
            return await model.complete(text)
        except Exception:
            continue
    return None


def parse(texts):
    for attempt in range(5):
        try:
            return int(texts[attempt])
        except Exception:
            continue
    return None
