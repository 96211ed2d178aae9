import os

DEBUG = os.environ.get("SHOP_DEBUG", "true").lower() != "false" #! medium
TEMPLATE_DEBUG = bool(os.getenv("SHOP_TEMPLATE_DEBUG", "False")) #! medium
