from celery import shared_task


@shared_task
def receipt(key):
    print(key)
