"""Forms that readers fill in."""

from django import forms

from annotations.models.report import LONGEST_TEXT

SHORTEST_TEXT = 10
TOO_SHORT = "Say in a sentence what is wrong, so that an editor can find it."
TOO_LONG = f"This is longer than {LONGEST_TEXT} characters. Say what is wrong and where it can be checked."
NO_ADDRESS = "This is no mail address. Correct it, or leave the field empty."


class ReportForm(forms.Form):
    """What is wrong, and where the reader can be told what came of it."""

    text = forms.CharField(
        label="What is wrong, and how do you know?",
        min_length=SHORTEST_TEXT,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": TOO_SHORT, "min_length": TOO_SHORT, "max_length": TOO_LONG},
    )
    email = forms.EmailField(
        label="Your mail address, if you would like an answer",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": NO_ADDRESS},
    )
    # Nobody sees this field; what fills it in is a program that fills in every field.
    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
