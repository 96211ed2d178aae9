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
        key = None
        if client_request_id is not None:
            key = f'idempotency:{workspace_id}:{client_request_id}'
            if not self._redis.set(key, '1', nx=True, ex=86400):
                return None
        job_id = str(uuid.uuid4())
        data = {'id': job_id, 'type': job_type, 'payload': json.dumps(payload), 'status': 'pending', 'created': time.time()}
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(f'jobs:{job_id}', mapping=data)
                if NEW_SCHEMA:
                    pipe.hset(f'ws:{workspace_id}:jobs:{job_id}', mapping=data)
                pipe.rpush(self._queue_key, job_id)
                pipe.execute()
        except redis.RedisError:
            if key is not None:
                self._redis.delete(key)
            raise
        return job_id

    def update_status(self, job_id: str, status: str, workspace_id: str) -> None:
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(f'jobs:{job_id}', 'status', status)
            if NEW_SCHEMA:
                pipe.hset(f'ws:{workspace_id}:jobs:{job_id}', 'status', status)
            pipe.execute()

    def count_attempt(self, job_id: str) -> int:
        return self._redis.hincrby(f'jobs:{job_id}', 'attempts', 1)
