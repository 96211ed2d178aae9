from public import public


@public
class Factory:
    def now(self):
        return 1


factory = Factory()
public(now=factory.now)
