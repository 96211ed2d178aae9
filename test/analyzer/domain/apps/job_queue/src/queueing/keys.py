NAMESPACE = "ai"
IDEMPOTENCY_PREFIX = NAMESPACE + ":idempotency"
JOBS_OLD = "ai:jobs"


def workspace_queue(workspace_id: str) -> str:
    return f"{JOBS_OLD}:{workspace_id}:queue"


def status_channel(job_id):
    return "ai:status:%s" % job_id
