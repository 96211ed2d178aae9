def run(job, log):
    try:
        job.start()
    finally:
        log.write("done")
        return job  # pylint: disable=lost-exception  #! medium


def run_all(jobs, log):
    try:
        jobs.start()
    finally:
        log.write("done")
        return jobs  #! high
