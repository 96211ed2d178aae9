from django.db import models


class Team(models.Model):
    name = models.CharField(max_length=20)


class Member(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")


class Badge(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE)


class Bill(models.Model):
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="bills")


def remove(pk):
    team = Team.objects.get(pk=pk)
    if team.members.count() == 0:
        team.delete()  #!


def remove_plain(team: Team):
    if not team.badge_set.exists():
        team.delete()  #!


def remove_unbilled(pk):
    team = Team.objects.get(pk=pk)
    if not team.bills.exists():
        team.delete()


def count(pk):
    team = Team.objects.get(pk=pk)
    return team.members.count()
