import pdb  #!
import sys


def run(job, keeps_going):
    try:
        job.start()
    except Exception:
        traceback = sys.exc_info()[2]
        pdb.post_mortem(traceback)  #! medium
    pdb.set_trace()  #! high
