from llama_index.core import Settings
from library import Client


def set_up(model):
    Settings.llm = model
    Client.send = model  #!
