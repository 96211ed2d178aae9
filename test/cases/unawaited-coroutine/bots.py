# Answers of bots that are never sent.
from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

router = Router()


@router.message()
async def gamble(message: Message, bot: Bot) -> None:
    await message.answer("one moment")
    bot.send_message(1, "somebody plays")  #!
    message.answer("won")  #!


@router.callback_query()
async def close(query: CallbackQuery) -> None:
    query.answer("closed")  #!
    await query.message.delete()


def text_of(message: Message) -> str:
    return message.text
