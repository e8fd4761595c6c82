"""“Report an error”: a form for everybody, without an account, a cookie or a script.

Against programs stand a field nobody sees, a stamp that says when the form was given out and for what, a
count for each address and one over all; against mischief, that nothing sent here is ever shown to the public.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from uuid_utils.compat import uuid7

from annotations.forms import ReportForm
from annotations.models import SubjectType
from annotations.selectors import subjects
from annotations.selectors.subjects import Subject
from annotations.services import errorreports, rates
from annotations.views.pages import page, parameters
from annotations.views.senders import sender_of
from annotations.workflow import Refusal

SALT = "annotations.report"
OLDEST = timedelta(days=1)
SOONEST = timedelta(seconds=3)
MOST, SECONDS = 5, 3600
LONGEST_ADDRESS = 300

SEND_AGAIN = "This form was open for too long, or too short a time. Look at it once more, and send it again."
OFTEN = "Five reports an hour are what we take in from one place. Keep your text and send it later."
methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about."""

    noun: str
    public_id: UUID | None
    address: str
    subject: Subject

    @property
    def key(self) -> str:
        """What the stamp is for."""
        return f"{self.noun}:{self.public_id or self.address}"


# The form acts for nobody and knows no account, so there is nothing that another site could borrow.
@csrf_exempt
@never_cache
@methods
def report(request: HttpRequest, noun: str, public_id: UUID) -> HttpResponse:
    """The form about one public thing."""
    subject = subjects.find(noun, public_id)
    if subject is None:
        raise Http404("")
    return answer(request, About(noun, public_id, subject.url, subject))


@csrf_exempt
@never_cache
@methods
def report_page(request: HttpRequest) -> HttpResponse:
    """The form about any other page, named by its address."""
    address = address_of(request)
    return answer(request, About(SubjectType.PAGE, None, address, subjects.page(address)))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens next."""
    return page(request, "annotations/report_sent.html", {})


def address_of(request: HttpRequest) -> str:
    """The page of ours that the address names; the first page where it names none."""
    path = parameters(request).get("page", "")
    try:
        resolve(path)
    except Resolver404:
        return reverse("home")
    return path if len(path) <= LONGEST_ADDRESS else reverse("home")


def answer(request: HttpRequest, about: About) -> HttpResponse:
    """The form, or what came of sending it."""
    if request.method != "POST":
        return shown(request, about, ReportForm())
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return HttpResponseForbidden("Send this from the page itself.")
    form = ReportForm(request.POST)
    if form.data.get("homepage"):
        return thanks()
    public_id = unsigned(request.POST.get("stamp", ""), about)
    if public_id is None:
        form.add_error(None, SEND_AGAIN)
    if not form.is_valid() or public_id is None:
        return shown(request, about, form, status=400)
    if not rates.within("report", sender_of(request), most=MOST, seconds=SECONDS):
        return too_much(request, about, form, OFTEN)
    try:
        keep(about, public_id, form)
    except Refusal as refusal:
        return too_much(request, about, form, str(refusal))
    return thanks()


def keep(about: About, public_id: UUID, form: ReportForm) -> None:
    """Keep the report."""
    errorreports.receive(
        public_id=public_id,
        object_type=about.noun,
        object_id=about.public_id,
        address=about.address,
        text=form.cleaned_data["text"],
        email=form.cleaned_data["email"],
    )


def shown(request: HttpRequest, about: About, form: ReportForm, *, status: int = 200) -> HttpResponse:
    """The form with a new stamp."""
    context = {"form": form, "subject": about.subject, "stamp": signed(about)}
    return page(request, "annotations/report.html", context, status=status)


def too_much(request: HttpRequest, about: About, form: ReportForm, message: str) -> HttpResponse:
    """The form as it was filled in, with why it is not taken now."""
    form.add_error(None, message)
    response = shown(request, about, form, status=429)
    response.headers["Retry-After"] = str(SECONDS)
    return response


def thanks() -> HttpResponse:
    """On to the page that says thanks."""
    return HttpResponseRedirect(reverse("report-sent"), status=303)


def signed(about: About) -> str:
    """The stamp of a form given out now: an id that makes it count once, for this subject alone."""
    return signing.TimestampSigner(salt=SALT).sign_object([str(uuid7()), about.key])


def unsigned(stamp: str, about: About) -> UUID | None:
    """The id of a form that was given out for this, neither just now nor long ago."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        public_id, key = signer.unsign_object(stamp, max_age=OLDEST)
    except signing.BadSignature:
        return None
    return UUID(public_id) if key == about.key and not is_fresh(signer, stamp) else None


def is_fresh(signer: signing.TimestampSigner, stamp: str) -> bool:
    """Whether a stamp was made so shortly ago that nobody can have read the form."""
    try:
        signer.unsign(stamp, max_age=SOONEST)
    except signing.SignatureExpired:
        return False
    return True
