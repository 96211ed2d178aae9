class Talk:
    def __init__(self):
        self.busy = False
        self.history = []


sessions: dict[str, Talk] = {}


def talk_of(user: str) -> Talk:
    if user not in sessions:
        sessions[user] = Talk()
    return sessions[user]


def new_talk(user: str) -> Talk:
    return Talk()
