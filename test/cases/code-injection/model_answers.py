import ast

from openai import OpenAI

client = OpenAI()


def calculate(question):
    answer = client.chat.completions.create(model="m", messages=[{"content": question}])
    code = answer.choices[0].message.content
    exec(code)  #! high
    return ast.literal_eval(code)


def preset(table):
    code = table["preset"]
    exec(code)  #! medium
