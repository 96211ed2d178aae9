import os


def names(stack, log):
    while stack:
        try:
            one = stack.next_name()
        except:  #! medium
            log.put("no name")
            continue
        yield_name(one)


def machine(log):
    try:
        name = " ".join(os.uname())
    except:  #! medium
        name = "unknown"
    return name


def work(queue, log):
    while queue.is_running():
        try:
            queue.next_job()
        except:  #! high
            log.put("no job")
