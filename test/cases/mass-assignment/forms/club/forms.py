from django import forms

from club.models import Article, Member


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Member
        exclude = ["user"] #!


class NarrowForm(forms.ModelForm):
    class Meta:
        model = Member
        exclude = ["user", "points", "blocked"]


class NamedForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ["bio"]


class BlockForm(forms.ModelForm):
    class Meta:
        model = Member
        exclude = ["user"]


class MemberEditForm(forms.ModelForm):
    """For the staff of the club."""

    class Meta:
        model = Member
        exclude = ["user"]


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        exclude = ["text"]
