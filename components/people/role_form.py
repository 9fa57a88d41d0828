"""The fields of "Add Role" and "Edit Role"."""

from components.forms.fields import text_field
from components.forms.form_dialog import FormDialog
from components.forms.form_entries import TextEntry


def build_role_form(form: FormDialog, name: str = "", description: str = "") -> None:
    """Fill `form` with a role's name and description."""
    with form.part():
        form.add(TextEntry("name", text_field("Name", value=name), "Name"))
        about = text_field("Description", value=description, optional=True, multiline=True)
        form.add(TextEntry("description", about, "Description"))
