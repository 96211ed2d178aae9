import logging
import redis
from django.db import transaction
from app.config import settings
from app.models import Legacy, Profile

r = redis.Redis()
log = logging.getLogger(__name__)


def save_session(sid, payload):
    r.set(f'session:{sid}', payload)
    r.set(f'v2:session:{sid}', payload)


def pick(sid, payload):
    if settings.dual_write:
        r.set(f'v2:session:{sid}', payload)
    else:
        r.set(f'session:{sid}', payload)


def pipe(sid, payload):
    with r.pipeline() as p:
        p.set(f'session:{sid}', payload)
        if settings.dual_write:
            p.set(f'v2:session:{sid}', payload)
        p.execute()


def index(user, repo, search_index):
    repo.save(user)
    try:
        search_index.index(user)
    except Exception:
        log.exception('search')


def audit(user, repo, audit_repo):
    repo.save(user)
    if settings.enable_audit:
        audit_repo.save({'user': user.id})


def reraise(user, old_repo, new_repo):
    old_repo.save(user)
    try:
        new_repo.save(user)
    except Exception:
        log.exception('x')
        raise


def rollback(user, old_repo, new_repo):
    old_repo.save(user)
    try:
        new_repo.save(user)
    except Exception:
        old_repo.delete(user)
        return False
    return True


def outbox(user, old_repo, outbox):
    old_repo.save(user)
    outbox.add(user)


def fallback(user, primary, secondary):
    try:
        primary.save(user)
    except ConnectionError:
        secondary.save(user)


def conditional(user, db, items):
    db.add(user)
    if user.is_new:
        items.append(user)


def lists(user, old_items, new_items):
    old_items.append(user)
    if settings.flag_new:
        new_items.append(user)


def log_and_save(user, repo, logger):
    repo.save(user)
    if settings.write_log:
        logger.write(user)


def seen(db, index, user):
    db.add(user)
    if user.id not in index:
        index.add(user)


def session_two(session, user, profile):
    session.add(user)
    if settings.new_profile:
        session.add(profile)


def sets(old_ids, new_ids, key):
    old_ids.add(key)
    if settings.feature_new:
        new_ids.add(key)


def writer(out, backup_out, text):
    out.write(text)
    if settings.write_backup:
        backup_out.write(text)


def ttl(key, value, cache):
    r.set(f'x:{key}', value)
    if settings.enable_cache:
        cache.set(key, value)


def retry(user, old_repo, new_repo, queue):
    old_repo.save(user)
    try:
        new_repo.save(user)
    except Exception:
        queue.put(('new', user))


def same_store(db, user):
    db.update(user)
    if settings.v2:
        db.update(user)


def one_of(user, old_repo, new_repo):
    if settings.use_v2:
        new_repo.save(user)
    if not settings.use_v2:
        old_repo.save(user)


def first_that_works(user, old_repo, new_repo):
    try:
        new_repo.save(user)
        return True
    except ConnectionError:
        log.warning('falling back')
    old_repo.save(user)
    return False


def moved(user, old_repo, new_repo):
    if settings.use_v2:
        return new_repo.save(user)
    return old_repo.save(user)
