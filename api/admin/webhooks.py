"""Webhooks and what came of them, for administrators; partners do the same at /api/v1/webhooks/."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from annotations.workflow import Refusal
from api.admin.partners import ForAdministrators
from api.models import Attempt, Delivery, DeliveryState, Webhook
from api.services import webhooks
from transcripts.admin.history import ToldHistory
from transcripts.admin.lists import Bounded

NO_LIST = 'A list of events’ names, such as ["quote"]; empty for all.'
ONCE = "The secret of {webhook} is {secret} – it is shown this once. Hand it over safely."
FIELDS: list[Any] = ["partner", "address", "description", "types", "topics", "with_records"]


class WebhookForm(ModelForm):
    """What a webhook is made of; checked as the API checks it."""

    class Meta:
        model = Webhook
        fields = FIELDS

    def clean(self) -> dict[str, Any] | None:
        """Say at the field what is wrong with an address or a type."""
        found = super().clean()
        if not self.errors:
            self.instance.address = self.cleaned_data["address"]
            types = self.cleaned_data["types"] or []
            if not isinstance(types, list) or not all(isinstance(name, str) for name in types):
                raise ValidationError({"types": NO_LIST})
            self.instance.types = self.cleaned_data["types"] = types
            webhooks.check(self.instance)
            if self.instance.pk is None:
                webhooks.check_room(self.cleaned_data["partner"])
        return found


@admin.register(Webhook)
class WebhookAdmin(ForAdministrators, ToldHistory, Bounded, admin.ModelAdmin):
    """Where partners have changes sent."""

    form = WebhookForm
    list_display = ["address", "partner", "is_on", "failing_since", "waiting", "given_up"]
    list_select_related = ["partner"]
    search_fields = ["address", "partner__name"]
    autocomplete_fields = ["topics"]
    fields = FIELDS
    readonly_fields = ["off_at", "off_because"]
    actions = ["test", "replay", "switch_on", "switch_off", "rotate"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        """With how many deliveries wait and were given up."""
        of_state = {
            name: Count("deliveries", filter=Q(deliveries__state=state))
            for name, state in (("waits", DeliveryState.WAITING), ("dead", DeliveryState.DEAD))
        }
        return super().get_queryset(request).annotate(**of_state)

    def get_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        """With why it is off, where it is."""
        return [*FIELDS, "off_at", "off_because"] if obj and obj.off_at else FIELDS

    def get_readonly_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        """Whose it is stays."""
        return [*self.readonly_fields, "partner"] if obj else self.readonly_fields

    @admin.display(boolean=True, description="on")
    def is_on(self, webhook: Webhook) -> bool:
        """Whether anything is sent."""
        return webhook.off_at is None

    @admin.display(ordering="waits")
    def waiting(self, webhook: Any) -> int:
        """How many deliveries wait."""
        return webhook.waits

    @admin.display(ordering="dead")
    def given_up(self, webhook: Any) -> int:
        """How many were given up."""
        return webhook.dead

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One that is not needed is switched off here; its partner may remove it."""
        return False

    def save_model(self, request: HttpRequest, obj: Webhook, form: ModelForm, change: bool) -> None:
        """Make it, and show its secret; or change it."""
        given = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
        if change:
            webhooks.change(obj, by=request.user, **given)
            return
        made = webhooks.make(by=request.user, **given)
        obj.pk = made.pk
        self.message_user(request, ONCE.format(webhook=made, secret=made.secret), messages.WARNING)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Nothing: the service has stored the topics."""

    @admin.action(description="Send a test event", permissions=["change"])
    def test(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        """Send each a test."""
        self.each(request, chosen, "a test is on its way", lambda one: webhooks.test(one, by=request.user))

    @admin.action(description="Send again what was given up", permissions=["change"])
    def replay(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        """Send the dead letters again."""
        self.each(request, chosen, "sent again", lambda one: webhooks.replay(one, by=request.user))

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        """Send again."""
        self.each(request, chosen, "switched on", lambda one: webhooks.switch_on(one, by=request.user))

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        """Send no more."""
        self.each(request, chosen, "switched off", lambda one: webhooks.switch_off(one, by=request.user))

    @admin.action(description="Rotate the secret: for a day both sign", permissions=["change"])
    def rotate(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        """Give each another secret."""
        for webhook in chosen:
            secret = webhooks.rotate(webhook, by=request.user)
            self.message_user(request, ONCE.format(webhook=webhook, secret=secret), messages.WARNING)

    def each(self, request: HttpRequest, chosen: QuerySet[Webhook], done: str, act: Any) -> None:
        """Do it to each, and say of each what came of it."""
        for webhook in chosen:
            try:
                act(webhook)
            except Refusal as refusal:
                self.message_user(request, f"{webhook}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, f"{webhook}: {done}.")


class AttemptInline(admin.TabularInline):
    """The tries of a delivery."""

    model = Attempt
    fields: ClassVar[Any] = ["at", "status", "milliseconds", "problem"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the delivery."""
        return bool(getattr(request.user, "is_superuser", False))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Workers note them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are as they were."""
        return False


@admin.register(Delivery)
class DeliveryAdmin(ForAdministrators, Bounded, admin.ModelAdmin):
    """What was sent where, and what came of it."""

    list_display = ["event", "webhook", "state", "attempts", "made_at", "due_at"]
    list_filter = ["state"]
    list_select_related = ["webhook__partner"]
    search_fields = ["webhook__address", "public_id"]
    fields: ClassVar[Any] = ["public_id", "webhook", "event", "entry", "state", "made_at", "delivered_at"]
    readonly_fields = fields
    inlines = [AttemptInline]
    actions = ["replay"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are made from the log."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are as they are; the list is for those who may send again."""
        return obj is None and self.may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Workers forget old ones."""
        return False

    @admin.action(description="Send again", permissions=["change"])
    def replay(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        """Send them again, under their old ids."""
        for delivery in chosen.select_related("webhook__partner"):
            try:
                webhooks.replay(delivery.webhook, delivery=delivery, by=request.user)
            except Refusal as refusal:
                self.message_user(request, f"{delivery}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, f"{delivery}: sent again.")
