from state import new_talk, talk_of


async def chat(user, text, model):
    talk = talk_of(user)
    if talk.busy:
        return None
    talk.busy = True  #!
    answer = await model.ask(text)
    talk.busy = False
    return answer


async def chat_in_finally(user, text, model):
    talk = talk_of(user)
    if talk.busy:
        return None
    talk.busy = True
    try:
        return await model.ask(text)
    finally:
        talk.busy = False


async def chat_alone(user, text, model):
    talk = new_talk(user)
    talk.busy = True
    answer = await model.ask(text)
    talk.busy = False
    return answer
