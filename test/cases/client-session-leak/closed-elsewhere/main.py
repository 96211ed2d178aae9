from good import ClosedOutside


async def main():
    one = ClosedOutside()
    try:
        await one.get('x')
    finally:
        await one.side_session.close()
