from flask import Flask, abort, jsonify
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Note(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    owner_id = db.Column(db.Integer, db.ForeignKey('user.id'))
    text = db.Column(db.Text)


class NoteService:
    @staticmethod
    def get(note_id):
        note = Note.query.get(note_id)
        if note is None:
            abort(404)
        return note

    @classmethod
    def remove(cls, note_id):
        note = cls.get(note_id)
        db.session.delete(note)
        db.session.commit()

    def rename(self, note_id, text):
        note = db.session.execute(db.select(Note).filter_by(id=note_id)).scalar_one()
        note.text = text
        db.session.commit()


notes = NoteService()


@app.get('/notes/<int:note_id>')
@login_required
def read(note_id):
    return jsonify(text=NoteService.get(note_id).text)  #!


@app.delete('/notes/<int:note_id>')
@login_required
def remove(note_id):
    NoteService.remove(note_id)  #!
    return '', 204


@app.patch('/notes/<int:note_id>')
@login_required
def rename(note_id):
    notes.rename(note_id, 'x')  #!
    return '', 204


@app.get('/notes/<int:note_id>/mine')
@login_required
def mine(note_id):
    note = NoteService.get(note_id)
    if note.owner_id != current_user.id:
        abort(403)
    return jsonify(text=note.text)
