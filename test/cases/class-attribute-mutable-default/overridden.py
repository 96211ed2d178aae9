class Field:
    messages = {'null': 'missing'}

    def message(self, code):
        return self.messages[code]


class AddressField(Field):
    messages = {}  #!

    def __init__(self, protocol):
        self.messages['invalid'] = protocol


class Plain:
    marks = []  #!


class Marked(Plain):
    def mark(self, text):
        self.marks.append(text)
