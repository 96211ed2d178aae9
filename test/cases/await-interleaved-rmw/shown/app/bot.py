from discord.ext import commands

from .purse import Line, Purse


async def log(what):
    print(what)


purse = Purse(log)
bot = commands.Bot("!")


class Counting(commands.Cog):
    def __init__(self, log):
        self.log = log
        self.count = 0

    @commands.command()
    async def add(self, ctx):
        count = self.count
        await self.log(ctx)
        self.count = count + 1  #! critical


@bot.command()
async def pay(ctx, amount: int):
    await purse.pay(amount)
    await Line(log).send(str(amount))
