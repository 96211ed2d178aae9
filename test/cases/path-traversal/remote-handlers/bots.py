import os

import discord
from discord.ext import commands
from telegram import Update

bot = commands.Bot(command_prefix="!")


@bot.command()
async def note(ctx, name):
    os.remove("/srv/" + name)  #! high


@bot.command()
async def forget(ctx, member: discord.Member):
    os.remove(f"/srv/{member.id}")


async def told(update: Update, context):
    os.remove("/srv/" + update.message.text)  #! high
    os.remove("/srv/" + context.args[0])  #! high
    os.remove(f"/srv/{update.message.chat_id}")
