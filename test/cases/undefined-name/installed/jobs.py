def run(job):
    trace(job)
    profile(job)
    return tracer(job)  #!
