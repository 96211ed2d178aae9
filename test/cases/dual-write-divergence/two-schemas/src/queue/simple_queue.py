"""Jobs in Redis, with a new key schema that is written beside the old one."""
import json
import logging
import os
import time
import uuid
from typing import Any

import redis

logger = logging.getLogger(__name__)
NEW_SCHEMA = os.environ.get('QUEUE_NEW_SCHEMA', 'off') == 'on'


class SimpleQueue:
    def __init__(self, redis_url: str) -> None:
        self._redis = redis.from_url(redis_url, decode_responses=True)
        self._queue_key = 'queue:jobs'

    def enqueue(self, job_type: str, payload: dict[str, Any], workspace_id: str, client_request_id: str | None = None) -> str | None:
        if client_request_id is not None:
            key = f'idempotency:{workspace_id}:{client_request_id}'
            if not self._redis.set(key, '1', nx=True, ex=86400):
                return None
        job_id = str(uuid.uuid4())
        data = {'id': job_id, 'type': job_type, 'payload': json.dumps(payload), 'status': 'pending', 'created': time.time()}
        self._redis.hset(f'jobs:{job_id}', mapping=data)
        if NEW_SCHEMA:
            try:
                self._redis.hset(f'ws:{workspace_id}:jobs:{job_id}', mapping=data) #!
            except redis.RedisError:
                logger.warning('new schema write failed for %s', job_id)
        self._redis.rpush(self._queue_key, job_id)
        return job_id

    def update_status(self, job_id: str, status: str, workspace_id: str | None = None) -> None:
        self._redis.hset(f'jobs:{job_id}', 'status', status)
        if NEW_SCHEMA and workspace_id:
            new_key = f'ws:{workspace_id}:jobs:{job_id}'
            if self._redis.exists(new_key):
                self._redis.hset(new_key, 'status', status) #!
            else:
                logger.debug('no new key for %s', job_id)

    def get_job(self, job_id: str) -> dict[str, Any] | None:
        found = self._redis.hgetall(f'jobs:{job_id}')
        return found or None

    def count_attempt(self, job_id: str) -> int:
        attempts = int(self._redis.hget(f'jobs:{job_id}', 'attempts') or 0)
        self._redis.hset(f'jobs:{job_id}', 'attempts', attempts + 1)
        return attempts + 1
