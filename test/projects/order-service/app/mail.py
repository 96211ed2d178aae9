import aiosmtplib
async def send_email(to, text):
    await aiosmtplib.send(text, hostname='x')
