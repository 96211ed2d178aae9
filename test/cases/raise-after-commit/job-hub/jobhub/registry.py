from typing import Any

class InternalRegistry:
    def __init__(self) -> None:
        self.tasks: dict[str, Any] = {}
