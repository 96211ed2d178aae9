import os

import gradio as gr
import streamlit as st


def show(plan, season):
    return open("/srv/plans/" + plan).read()  #! high


def upload(file):
    return open(file.name).read()


def unused(plan):
    return open("/srv/plans/" + plan).read()


with gr.Blocks() as blocks:
    button = gr.Button()
    button.click(show, inputs=[gr.Textbox(), gr.Number()], outputs=gr.Textbox())
    gr.Interface(fn=upload, inputs=gr.File(), outputs="text")


def page():
    plan = st.sidebar.text_input("Plan")
    st.code(open("/srv/plans/" + plan).read())  #! high
    st.code(open("/srv/plans/" + os.path.basename(plan)).read())
    count = st.number_input("Rows")
    st.code(open(f"/srv/plans/{count}").read())
