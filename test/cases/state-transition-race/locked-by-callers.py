from django.db import models, transaction


class Move(models.Model):
    status = models.CharField(max_length=20, default="paused")


class Desk:
    def _resume(self, move: Move):
        if move.status != "paused":
            raise ValueError("not paused")
        move.status = "running"
        move.save()

    def put(self, key):
        with transaction.atomic():
            move = Move.objects.select_for_update().get(pk=key)
            self._resume(move)

    def _stop(self, move: Move):
        if move.status != "running":
            raise ValueError("not running")
        move.status = "stopped" #! medium
        move.save()

    def stop(self, key):
        with transaction.atomic():
            self._stop(Move.objects.select_for_update().get(pk=key))

    def stop_any(self):
        self._stop(Move.objects.order_by("pk").first())


def resume(move: Move):
    """Nobody here calls it."""
    if move.status != "paused":
        raise ValueError("not paused")
    move.status = "running" #! medium
    move.save()
