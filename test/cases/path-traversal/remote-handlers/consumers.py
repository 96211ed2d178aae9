import json
import os

from channels.generic.websocket import AsyncWebsocketConsumer


class Beds(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        os.remove("/srv/" + json.loads(text_data)["name"])  #! high

    async def bed_changed(self, event):
        os.remove("/srv/" + event["name"])
