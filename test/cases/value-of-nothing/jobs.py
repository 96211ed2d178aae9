from random import shuffle


class Queue:
    def __init__(self, jobs):
        self.jobs = list(jobs)

    def _log(self, text):
        print(text, len(self.jobs))

    def mixed(self):
        jobs = [job for job in self.jobs]
        order = shuffle(jobs)  #!
        return order[0]

    def take(self):
        if self._log("take"):  #!
            return None
        return self.jobs.pop()

    def clear(self):
        done = self.jobs.clear
        done()
        last = self.jobs.pop()
        return last

    def extended(self, more):
        both = [*self.jobs]
        both = both.extend(more) or both
        return both
