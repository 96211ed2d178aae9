from django.db import models, transaction

MOST = 5


class Member(models.Model):
    name = models.CharField(max_length=40)


class Pass(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    is_active = models.BooleanField(default=False)
    note = models.CharField(max_length=40)


def activate(member: Member, key: int) -> str:
    card = Pass.objects.get(id=key, member=member)
    if Pass.objects.filter(member=member, is_active=True).count() >= MOST:
        return "too many"
    card.note = "active"
    card.is_active = True  #!
    card.save()
    return "active"


def activate_or_say_why(member: Member, key: int) -> str:
    card = Pass.objects.get(id=key, member=member)
    if card.note == "lost":
        answer = "lost"
    elif Pass.objects.filter(member=member, is_active=True).count() >= MOST:
        answer = "too many"
    else:
        card.is_active = True  #!
        card.save()
        answer = "active"
    return answer


def activate_in_turn(member: Member, key: int) -> str:
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        card = Pass.objects.get(id=key, member=member)
        if Pass.objects.filter(member=member, is_active=True).count() >= MOST:
            return "too many"
        card.is_active = True
        card.save()
    return "active"


def deactivate(member: Member, key: int) -> str:
    card = Pass.objects.get(id=key, member=member)
    if Pass.objects.filter(member=member, is_active=True).count() >= MOST:
        return "leave them"
    card.is_active = False
    card.save()
    return "inactive"
