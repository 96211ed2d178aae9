from django.db import models


class Worker(models.Model):
    name = models.CharField(max_length=20)

    def retire(self):
        for device in self.device_set.all().select_for_update():
            device.name = "retired"
            device.save()


class Device(models.Model):
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE)
    name = models.CharField(max_length=20)


def retire(pk):
    worker = Worker.objects.get(pk=pk)
    for device in worker.device_set.all().select_for_update():  #!
        device.name = "retired"
        device.save()
