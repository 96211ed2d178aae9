from django.db import IntegrityError, models, transaction


class Coupon(models.Model):
    code = models.CharField(max_length=20, unique=True)


@transaction.atomic
def add(code):
    try:
        return Coupon.objects.create(code=code)
    except IntegrityError:  #!
        return Coupon.objects.get(code=code)


def add_all(codes):
    with transaction.atomic():
        for code in codes:
            try:
                Coupon.objects.create(code=code)
            except IntegrityError:  #!
                continue


def add_and_count(code):
    with transaction.atomic():
        coupon = Coupon(code=code)
        try:
            coupon.save()
        except IntegrityError:  #!
            pass
        return Coupon.objects.count()


@transaction.atomic
def add_in_a_block(code):
    try:
        with transaction.atomic():
            return Coupon.objects.create(code=code)
    except IntegrityError:
        return Coupon.objects.get(code=code)


def add_outside(code):
    try:
        with transaction.atomic():
            return Coupon.objects.create(code=code)
    except IntegrityError:
        return Coupon.objects.get(code=code)


def add_without(code):
    try:
        return Coupon.objects.create(code=code)
    except IntegrityError:
        return Coupon.objects.get(code=code)


@transaction.atomic
def add_or_fail(code):
    try:
        return Coupon.objects.create(code=code)
    except IntegrityError as error:
        raise ValueError(code) from error


@transaction.atomic
def add_or_none(code):
    try:
        return Coupon.objects.create(code=code)
    except IntegrityError:
        return None


@transaction.atomic
def add_with_savepoint(code):
    point = transaction.savepoint()
    try:
        return Coupon.objects.create(code=code)
    except IntegrityError:
        transaction.savepoint_rollback(point)
        return Coupon.objects.get(code=code)
