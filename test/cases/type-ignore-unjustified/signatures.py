import asyncio
import vendor  # type: ignore #! low


class Base(vendor.Base):  # type: ignore #! low
    def run(self, value):  # type: ignore #! low
        return self.of(value)  # type: ignore #! medium

    policy = asyncio.unknown  # type: ignore #! medium

    async def go(
        self,
        value,
    ) -> int:  # type: ignore #! low
        return 1
