from django.db import models


class Job(models.Model):
    state = models.CharField(max_length=20, default="new")

    def schedule(self, device):
        if self.state != "new":
            return
        self.state = "scheduled"
        self.device = device


def _create_job(definition) -> Job:
    job = Job(state="new")
    job.definition = definition
    job.save()
    return job


def find_job(key) -> Job:
    return Job.objects.get(pk=key)
