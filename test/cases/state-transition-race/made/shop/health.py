from shop.models import _create_job, find_job


def schedule_check(device, definition):
    job = _create_job(definition)
    job.schedule(device)
    job.save()


def schedule_again(device, key):
    job = find_job(key)
    job.schedule(device)  #!
    job.save()
