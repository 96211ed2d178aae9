from public import public

from app.settings.config import Configuration

public(config=Configuration())
