from django.db import models, transaction


class Parcel(models.Model):
    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20, default="stored")

    @staticmethod
    def find(number):
        try:
            return Parcel.objects.get(number=number)
        except Parcel.DoesNotExist:
            return None

    @staticmethod
    def find_locked(number):
        return Parcel.objects.select_for_update().filter(number=number).first()

    @staticmethod
    def is_known(number):
        return Parcel.objects.filter(number=number).exists()

    def is_pending(self):
        return self.status == "stored"

    def hand_out(self):
        self.status = "gone"
        self.save()


def collect(number):
    parcel = Parcel.find(number)
    if parcel is None:
        return "unknown"
    if not parcel.is_pending():
        return "gone already"
    parcel.hand_out()  #!
    return "here you are"


def collect_locked(number):
    with transaction.atomic():
        parcel = Parcel.find_locked(number)
        if parcel is None or not parcel.is_pending():
            return "gone already"
        parcel.hand_out()
    return "here you are"
