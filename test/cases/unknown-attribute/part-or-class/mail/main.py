from mail import failure


def fetch(answer):
    if answer.status == 403:
        raise failure.Refused(answer)
    return answer
