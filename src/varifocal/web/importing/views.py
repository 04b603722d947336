"""The way through: bring a list, say what its columns mean, see what will come of it, say yes, read the truth.

Reading and checking take no write lock, so no act is put around these views: each flow makes its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from varifocal.flows import desk, listed
from varifocal.flows import truth as truths
from varifocal.flows.exchange import landing, reading, staging
from varifocal.flows.exchange.profiles import SHIPPED, Mapping, guess, keep
from varifocal.flows.exchange.reading import BadFile, Sheet
from varifocal.flows.quick import Names
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import StagedImport
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project
from varifocal.web.answers import inside, own_acts, say, with_toast
from varifocal.web.asking import done
from varifocal.web.importing import shown
from varifocal.web.importing.told import TruthPage
from varifocal.web.sheet import csv_file

TEMPLATES = {"work": "open-work", "absence": "absences"}
LONGEST_NUMBER = 19
"""Digits a number in an address may have: no database counts beyond."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Bring a list: pasted, as a file, or from a template; and what was brought before."""
    by, again = inside(request), _number(request, "again")
    laid = desk.laid_by(by, again) if again is not None else None
    context = {"it": shown.start_page(by), "text": desk.text_of(laid) if laid else ""}
    return render(request, "importing/start.html", context)


@require_POST
@own_acts
def read(request: HttpRequest) -> HttpResponse:
    """Read what was brought. A list needs no more words; a table is asked what its columns mean; what cannot be
    read is told why, on the same page."""
    by = _importer(request)
    text, file = request.POST.get("text", ""), request.FILES.get("file")
    try:
        sheets = _sheets(text, file, by)
        first, others = sheets[0], [_stage(sheet, guess(sheet), by) for sheet in sheets[1:]]
        if file is None and not listed.is_table(text):
            staged = [_stage(first, guess(first), by), *others]
            return _go(
                request, _address("import-preview", staged, sheet=desk.lay(first, by=by, text=text).pk)
            )
        laid = desk.lay(first, by=by)
    except BadFile as fault:
        context = {"it": shown.start_page(by), "fault": fault.sentence, "text": text}
        return render(request, "importing/start.html", context, status=422)
    return _go(request, f"{reverse('import-columns', args=[laid.pk])}{_query(others)}")


@require_http_methods(["GET", "HEAD", "POST"])
@own_acts
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what each column means, already guessed; then the rows are checked and wait for a yes."""
    by = _importer(request)
    laid = desk.laid_by(by, pk)
    if laid is None:
        raise Http404
    others, head = _others(request, by), desk.take(laid, most=desk.HEAD)
    meant = _meant(request, head)
    may_welcome, faults = bool(by.can("welcome", Person)), list[str]()
    welcome = may_welcome and ("welcome" in request.POST or "asked_whom" not in request.POST)
    if request.method == "POST":
        try:
            if not _is_shipped(meant):
                keep(meant, by=by, head=head.columns)
            staged = [_stage(desk.take(laid), meant, by, welcome=welcome), *others]
        except Impossible as refusal:
            faults = [refusal.sentence]
        else:
            return _go(request, _address("import-preview", staged, sheet=pk))
    page = shown.columns_page(
        laid, head, meant, faults, count=desk.count(laid), query=_query(others),
        may_welcome=may_welcome, welcome=welcome,
    )  # fmt: skip
    if request.headers.get("HX-Request") and request.method == "GET":
        return render(request, "importing/columns.html#missing", {"it": page})
    return render(request, "importing/columns.html", {"it": page}, status=422 if faults else 200)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a yes would write, and every row that cannot be understood."""
    by = _importer(request)
    all_staged = [_staged(by, pk), *_others(request, by)]
    if all_staged[0].finished_at is not None:
        return HttpResponseRedirect(_address("import-truth", all_staged))
    pk_laid = _number(request, "sheet")
    laid = desk.laid_by(by, pk_laid) if pk_laid is not None else None
    found = [(one, staging.preview(one)) for one in all_staged]
    page = shown.preview_page(found, _query(all_staged[1:], sheet=pk_laid), laid)
    return render(request, "importing/preview.html", {"it": page})


@require_safe
def problems(request: HttpRequest, pk: int) -> HttpResponse:
    """Every problem by row and column, as a file to mend the list by."""
    by = _importer(request)
    found = [
        one for staged in (_staged(by, pk), *_others(request, by)) for one in staging.preview(staged).refused
    ]
    rows = [(one.row, one.column, one.value, one.sentence) for one in found]
    return csv_file(f"problems-{pk}", ("Row", "Column", "It says", "What to do"), rows)


@require_POST
@own_acts
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes: write it, whole or part by part; a second yes finds it written."""
    by = _importer(request)
    all_staged = [_staged(by, pk), *_others(request, by)]
    waiting = [one for one in all_staged if one.finished_at is None]
    landed = [landing.land(one, by=by, leave_out="leave_out" in request.POST) for one in waiting]
    response = _go(request, _address("import-truth", all_staged))
    if not landed:
        return response
    if laid := _number(request, "sheet"):
        desk.clear(by, laid)
    say(request, shown.landed_words(landed))
    undo = _address("import-undo", all_staged) if any(one.acts for one in landed) else ""
    return with_toast(request, response, 0, undo=undo)


@require_safe
def truth(request: HttpRequest, pk: int) -> HttpResponse:
    """Which promises will not hold, once the plan has seen what was brought in; then why."""
    by = _importer(request)
    all_staged = [_staged(by, pk), *_others(request, by)]
    if not all_staged[0].acts and all_staged[0].finished_at is None:
        return HttpResponseRedirect(_address("import-preview", all_staged))
    page = TruthPage(
        all_staged, truths.truth(by), _query(all_staged[1:]), asked=_number(request, "asked") or 0
    )
    if "why" in request.GET and not page.waits:
        page.reasons = truths.reasons(page.explained, by, timezone.now())
    part = "#truth" if request.headers.get("HX-Request") else ""
    return render(request, f"importing/truth.html{part}", {"it": page.show()})


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo all of an import."""
    by = _importer(request)
    all_staged = [_staged(by, pk), *_others(request, by)]
    desk.take_back(all_staged, by=by)
    return done(request, reverse("import"), f"Taken back: “{all_staged[0].name}”")


@require_safe
def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """A file with the columns we know and an example or two, to be filled in."""
    _importer(request)
    if kind not in TEMPLATES:
        raise Http404
    response = HttpResponse(landing.template(kind), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{TEMPLATES[kind]}.csv"'
    return response


def _importer(request: HttpRequest) -> Account:
    by = inside(request)
    by.may("bring_in", Project)
    return by


def _staged(by: Account, pk: int) -> StagedImport:
    """One she had checked herself; anybody else's is not there."""
    return get_object_or_404(StagedImport.objects.filter(account=by).exclude(profile=""), pk=pk)


def _others(request: HttpRequest, by: Account) -> list[StagedImport]:
    """What came in the same paste and is written by the same yes: her absences."""
    other = _number(request, "with")
    return [_staged(by, other)] if other is not None else []


def _sheets(text: str, file: UploadedFile[bytes] | None, by: Account) -> list[Sheet]:
    if file is not None:
        return [reading.read(file, file.name or "file")]
    if not text.strip():
        raise BadFile("Paste a list, or choose a file.")
    today = Organization.here().today()
    return listed.sheets_of(text, Names.seen_by(by, today), today)


def _meant(request: HttpRequest, head: Sheet) -> Mapping:
    """What she chose in the form, or what we guess: for a head like this, what she chose the last time."""
    given = request.POST or request.GET
    if "column-0" in given:
        return shown.chosen_of(given, head)
    return guess(head)


def _is_shipped(meant: Mapping) -> bool:
    """Whether it is one that comes with the product, unchanged: there is nothing to keep."""
    return meant.name in SHIPPED and SHIPPED[meant.name].columns == meant.columns


def _stage(sheet: Sheet, meant: Mapping, by: Account, *, welcome: bool | None = None) -> StagedImport:
    """Check it; unless she said otherwise, who is named and not here yet comes in if she may welcome people."""
    may = bool(by.can("welcome", Person)) if welcome is None else welcome
    return staging.stage(sheet, meant, by=by, today=Organization.here().today(), make_people=may)


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_NUMBER else None


def _query(others: Sequence[StagedImport], **more: int | None) -> str:
    numbers = [("with", one.pk) for one in others] + [
        (name, pk) for name, pk in more.items() if pk is not None
    ]
    return f"?{urlencode(numbers)}" if numbers else ""


def _address(route: str, staged: Sequence[StagedImport], **more: int | None) -> str:
    return f"{reverse(route, args=[staged[0].pk])}{_query(staged[1:], **more)}"


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
