# /// script
# dependencies = ["pytest>=8.0"]
# ///
import json

print(json.dumps([]))
