from rest_framework.response import Response as Answer
from app.tools import Answer as Other


def show(request):
    try:
        load(request)
    except Exception as error:
        return Answer({"error": str(error)}, status=500)  #!


def tell(request):
    try:
        load(request)
    except Exception as error:
        return Other({"error": str(error)})
