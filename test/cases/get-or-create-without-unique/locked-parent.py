from django.db import models, transaction


class Course(models.Model):
    name = models.CharField(max_length=80)

    def join(self, student):
        seat, made = Seat.objects.get_or_create(course=self, student=student) #!
        return made

    def join_locked(self, student):
        with transaction.atomic():
            Course.objects.select_for_update().get(pk=self.pk)
            seat, made = Seat.objects.get_or_create(course=self, student=student)
        return made


class Seat(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE)
    student = models.CharField(max_length=80)
