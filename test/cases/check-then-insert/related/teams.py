from django.db import models


class Team(models.Model):
    name = models.CharField(max_length=20)


class Member(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    email = models.EmailField()


class Seat(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="seats")
    number = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "number"], name="one_seat")]


def join(pk, email):
    team = Team.objects.get(pk=pk)
    if team.members.filter(email=email).exists():
        raise ValueError(email)
    team.members.create(email=email)  #!


def take(pk, number):
    team = Team.objects.get(pk=pk)
    if team.seats.filter(number=number).exists():
        raise ValueError(number)
    return team.seats.create(number=number)


def look(pk, email):
    team = Team.objects.get(pk=pk)
    return team.members.filter(email=email).exists()
