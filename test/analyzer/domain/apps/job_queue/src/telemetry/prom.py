from prometheus_client import Counter

dual_write_attempts = Counter("dual_write_attempts_total", "Dual writes", ["workspace_id", "result"])


def record_dual_write_attempt(workspace_id: str, result: str) -> None:
    dual_write_attempts.labels(workspace_id=workspace_id, result=result).inc()
