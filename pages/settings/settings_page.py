"""Tenant > Settings: its name, how scripts reach it, how long its secrets may live, for whom its tokens may be."""

import re
from dataclasses import replace

from nicegui import ui

from components.forms.drafts import clear_draft, draft_key, read_draft
from components.forms.form_entries import Value
from components.settings.settings_form import LABELS, SettingsForm, SettingsValues, settings_facts
from components.text import box
from errors import Conflict, RuleViolation
from models import Tenant
from pages.console.frame import console_page, current_actor, current_shell, current_site, say
from pages.console.live import follow
from pages.console.presence import show_who_is_here
from services.access.access import Person
from services.live.changes import Kind
from services.live.news import News
from services.people import tenant_audiences, tenants
from services.people.tenants import LONGEST_DAYS
from services.secrets.expirations import SecretPolicy, lifetime
from services.values import names
from services.values.violations import Violations

READERS = "Changing settings takes a Tenant Administrator."
DAYS = ("longest_days", "default_days")


@console_page("/settings", title="Settings")
async def settings(person: Person) -> None:
    """The form, which Tenant Administrators can save."""
    tenant = await tenants.get(current_actor())
    values, tenant_id = values_of(tenant), str(tenant.id)
    address = current_site().url(f"/api/v1/Tenants/{tenant_id}")
    current_shell().show("Settings", "Settings", "Tenant")
    show_who_is_here(person)
    if person.is_administrator:
        sheet = SettingsSheet(values, draft_key(str(person.id), "settings"))
        sheet.form = SettingsForm(
            values,
            tenant_id=tenant_id,
            api_address=address,
            most_audiences=tenant_audiences.MOST,
            spell=spell,
            on_save=sheet.save,
        )
        follow(person.tenant_id, sheet.hear)
        ui.timer(0.1, sheet.start, once=True)
        return
    frame = box("readers")

    async def show(news: News | None = None) -> None:
        if news is None or news.touches(Kind.TENANT):
            fresh = values_of(await tenants.get(current_actor()))
            current_shell().tenant.set_text(fresh.name)
            frame.clear()
            with frame:
                settings_facts(fresh, tenant_id=tenant_id, api_address=address, spell=spell, readers=READERS)

    await show()
    follow(person.tenant_id, show)


class SettingsSheet:
    """The form, and what its fields were when they were last read."""

    form: SettingsForm

    def __init__(self, values: SettingsValues, key: str) -> None:
        self.base, self.key = values, key

    async def start(self) -> None:
        """Bring back what was typed before the page was loaded anew, and have it kept from now on."""
        draft = await read_draft(self.key)
        if draft is not None:
            was = self.form.bring_back(draft, self.start_over)
            self.base = replace(self.base, **was)  # type: ignore[arg-type]
        self.form.keep(self.key, self.base)

    async def start_over(self) -> None:
        """Throw away what was brought back."""
        self._take(values_of(await tenants.get(current_actor())))

    async def save(self) -> None:
        """Save what was changed: the policy, the audiences, then the name."""
        typed, form = self.form.take(), self.form
        wrong = faults(typed)
        form.show_errors(wrong)
        if wrong:
            return
        try:
            await self._store(typed)
        except RuleViolation as error:
            form.show_errors(error.fields)
            return
        except Conflict as error:
            await self._tell_conflict(error)
            return
        form.say("")
        self._take(values_of(await tenants.get(current_actor())))
        say("Saved the settings.")

    async def _store(self, typed: SettingsValues) -> None:
        actor, base = current_actor(), self.base
        if policy_of(typed) != policy_of(base):
            await tenants.set_policy(actor, policy_of(typed), base=policy_of(base))
            self.base = replace(typed, name=base.name, audiences=base.audiences)
        if typed.audiences != base.audiences:
            await tenant_audiences.set_audiences(actor, typed.audiences, base=base.audiences)
            self.base = replace(self.base, audiences=typed.audiences)
        if typed.name != base.name:
            await tenants.rename(actor, typed.name, base=base.name)

    async def _tell_conflict(self, error: Conflict) -> None:
        self._rebase(values_of(await tenants.get(current_actor())))
        theirs = [f"{LABELS[name]} is now {shown(self.base, name)}." for name in error.theirs]
        words = " ".join([*theirs, "Save again to replace that with yours, or load the page anew to keep it."])
        self.form.say(words, strong=f"{error.by or 'Somebody'} changed this too.")

    async def hear(self, news: News) -> None:
        """Somebody changed the settings: fields that weren't touched here follow."""
        if not news.touches(Kind.TENANT):
            return
        fresh, typed = values_of(await tenants.get(current_actor())), self.form.read()
        untouched = [name for name in LABELS if typed.get(name) == self.base.get(name)]
        following = {name: fresh.get(name) for name in untouched}
        self._rebase(replace(self.base, **following))  # type: ignore[arg-type]
        self.form.write(replace(typed, **following))  # type: ignore[arg-type]
        current_shell().tenant.set_text(fresh.name)

    def _rebase(self, values: SettingsValues) -> None:
        self.base = values
        self.form.keep(self.key, values)

    def _take(self, values: SettingsValues) -> None:
        self._rebase(values)
        self.form.write(values)
        self.form.notes.clear()
        clear_draft(self.key, ends=False)
        current_shell().tenant.set_text(values.name)


def values_of(tenant: Tenant) -> SettingsValues:
    """The tenant's settings as the form holds them."""
    policy = SecretPolicy.of(tenant)
    days = str(policy.longest_days), str(policy.default_days)
    return SettingsValues(tenant.name, *days, policy.never_allowed, tuple(tenant.audiences))


def policy_of(values: SettingsValues) -> SecretPolicy:
    """The policy that the form holds; its days must have been checked by `days_fault`."""
    return SecretPolicy(read_days(values.longest_days) or 0, read_days(values.default_days) or 0, values.never_allowed)


def read_days(typed: Value) -> int | None:
    """A number of days as it is typed, also as 1,000; None for what is no whole number."""
    bare = re.sub(r"[\s,]", "", str(typed))
    return int(bare) if re.fullmatch(r"[0-9]{1,6}", bare) else None


def faults(values: SettingsValues) -> dict[str, str]:
    """What is wrong with the form as it is typed, by field; the policy's own rules come later."""
    wrong = Violations()
    for name in DAYS:
        if fault := days_fault(values.get(name)):
            wrong.add(name, fault)
    wrong.take(lambda: names.check_name(values.name, what="A tenant's name"))
    wrong.take(lambda: tenant_audiences.check_audiences(values.audiences))
    return wrong.fields


def days_fault(typed: Value) -> str:
    """What is wrong with a typed number of days, '' where it is one."""
    if read_days(typed) is not None:
        return ""
    written = str(typed).strip()[:40]
    return f"{written or 'An empty field'} is not a number of days: write 1 to {LONGEST_DAYS:,}."


def spell(typed: str) -> str:
    """A typed number of days in words where that helps: "2 years"."""
    days = read_days(typed)
    words = lifetime(days) if days else ""
    return f"That is {words}." if "year" in words else ""


def shown(values: SettingsValues, name: str) -> str:
    """A setting in words."""
    value = values.get(name)
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)
