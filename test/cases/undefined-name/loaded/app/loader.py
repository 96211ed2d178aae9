import importlib


def load(name):
    engine = importlib.import_module(f"app.engines.{name}")
    setattr(engine, "languages", ["en"])
    engine.aliases = {}
    return engine
