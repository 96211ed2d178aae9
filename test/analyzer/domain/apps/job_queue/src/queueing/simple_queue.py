import json
import os
import time
from typing import Any

import redis

from queueing.keys import IDEMPOTENCY_PREFIX, JOBS_OLD, status_channel, workspace_queue
from telemetry.prom import record_dual_write_attempt

ENABLE_NEW_SCHEMA = os.getenv("AI_JOBS_NEW_SCHEMA", "off") == "on"


class SimpleQueue:
    """A job queue in Redis that writes two schemas while it is moved from one to the other."""

    RESULT_TTL = 3600

    def __init__(self, redis_url: str | None = None, prefix: str = "ai:queue") -> None:
        url = redis_url or os.getenv("REDIS_URL", "redis://localhost:6379/0")
        self._redis = redis.from_url(url, decode_responses=True)
        self._prefix = prefix
        self._queue_key = "ai:queue:pending"
        self._jobs_key = JOBS_OLD
        self._unlock = self._redis.register_script("return redis.call('del', KEYS[1])")

    def _key(self, kind: str, job_id: str) -> str:
        return f"{self._prefix}:{kind}:{job_id}"

    @staticmethod
    def new_key(workspace_id, job_id):
        return "{}:{}:{}".format(JOBS_OLD, workspace_id, job_id)

    def enqueue(
        self,
        job_id: str,
        action: str,
        params: dict[str, Any],
        workspace_id: str,
        client_request_id: str | None = None,
    ) -> bool:
        if client_request_id:
            key = f"{IDEMPOTENCY_PREFIX}:{workspace_id}:{client_request_id}"
            if not self._redis.set(key, "1", nx=True, ex=86400):
                return False
        job = {
            "job_id": job_id,
            "action": action,
            "params": json.dumps(params),
            "status": "pending",
            "enqueued_at": str(time.time()),
        }
        self._redis.hset(f"{self._jobs_key}:{job_id}", mapping=job)
        if ENABLE_NEW_SCHEMA:
            self._redis.hset(self.new_key(workspace_id, job_id), mapping=job)
            self._redis.expire(self.new_key(workspace_id, job_id), self.RESULT_TTL)
            record_dual_write_attempt(workspace_id, "succeeded")
        self._redis.rpush(self._queue_key, job_id)
        self._redis.rpush(workspace_queue(workspace_id), job_id)
        return True

    def dequeue(self) -> dict[str, Any] | None:
        item = self._redis.blpop([self._queue_key], timeout=1)
        if item is None:
            return None
        return self.get_job(item[1])

    def get_job(self, job_id: str, workspace_id: str | None = None) -> dict[str, Any] | None:
        if ENABLE_NEW_SCHEMA and workspace_id:
            data = self._redis.hgetall(self.new_key(workspace_id, job_id))
            if data:
                return data
        return self._redis.hgetall(self._jobs_key + ":" + job_id) or None

    def update_status(self, job_id: str, status: str, workspace_id: str | None = None) -> None:
        self._redis.hset(f"{self._jobs_key}:{job_id}", "status", status)
        if ENABLE_NEW_SCHEMA and workspace_id:
            key = self.new_key(workspace_id, job_id)
            if self._redis.exists(key):
                self._redis.hset(key, "status", status)
        self._redis.publish(status_channel(job_id), status)

    def bump_attempts(self, job_id: str) -> int:
        attempts = int(self._redis.get(self._key("attempts", job_id)) or 0)
        attempts += 1
        self._redis.set(self._key("attempts", job_id), attempts)
        return attempts

    def complete(self, job_id: str, result: str) -> None:
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(self._key("result", job_id), mapping={"value": result})
            pipe.expire(self._key("result", job_id), self.RESULT_TTL).lrem(self._queue_key, 0, job_id)
            pipe.execute()

    def requeue_all(self, job_ids: list[str]) -> None:
        batch = self._redis.pipeline(transaction=False)
        for job_id in job_ids:
            batch.rpush(self._queue_key, job_id)
        batch.execute()

    def list_jobs(self) -> list[str]:
        return self._redis.keys(f"{self._jobs_key}:*")

    def with_lock(self, name: str):
        token = str(time.time())
        lock_key = f"lock:{name}"
        if not self._redis.setnx(lock_key, token):
            return None
        try:
            return token
        finally:
            self._redis.delete(lock_key)
