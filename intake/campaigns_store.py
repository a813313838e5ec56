"""What was asked, of whom, and with which forms, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forms.campaign import Campaign
from forms.codec import canonical_json, from_json
from forms.hashing import content_hash, scoring_hash
from forms.identity import Completion
from forms.questionnaire import Questionnaire
from forms.renewal import Renewal
from forms.respondents import Respondent
from intake.database import Database, Row
from intake.plans_store import ALIKE, plan_form
from intake.records import CampaignProgress, IssuedForm, RespondentProgress

_PROGRESS = """
    SELECT respondents.definition,
           (SELECT max(reference) FROM forms
            WHERE (forms.campaign, forms.respondent) = (respondents.campaign, respondents.key)) AS reference,
           count(submissions.id) FILTER (WHERE plans.reference IS NULL AND state <> 'duplicate') AS returned,
           count(submissions.id) FILTER (WHERE plans.reference IS NULL AND state = 'refused') AS refused,
           count(submissions.id) FILTER (WHERE state = 'waiting' AND verdict IS NULL) AS waiting,
           count(submissions.id) FILTER (WHERE plans.reference IS NULL AND state IN ('assessed', 'delivered')) AS assessed,
           coalesce(max(submissions.revision), 0) AS revision
    FROM respondents
    LEFT JOIN submissions ON submissions.campaign = respondents.campaign AND submissions.respondent = respondents.key
    LEFT JOIN plans ON plans.reference = submissions.reference
    WHERE respondents.campaign = ?
    GROUP BY respondents.key
    ORDER BY respondents.position
"""


class CampaignStore:
    """Questionnaires, campaigns, respondents and issued forms. Everything here is written once and then only read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._questionnaires: dict[str, Questionnaire] = {}

    def add_questionnaire(self, questionnaire: Questionnaire) -> str:
        """Keep a questionnaire version for ever. Returns its content hash. Adding it again changes nothing."""
        identity = content_hash(questionnaire)
        definition = canonical_json(questionnaire).decode()
        self._database.write(
            "INSERT INTO questionnaires VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (identity, questionnaire.id, questionnaire.version, scoring_hash(questionnaire), definition),
        )
        return identity

    def questionnaire(self, content: str) -> Questionnaire | None:
        """The questionnaire version whose content hash is `content`, as it was issued; None when it was never kept."""
        if content not in self._questionnaires:
            row = self._database.one("SELECT definition FROM questionnaires WHERE content_hash = ?", (content,))
            if row is None:
                return None
            self._questionnaires[content] = from_json(row["definition"], Questionnaire)
        return self._questionnaires[content]

    def content_starting(self, prefix: str) -> str | None:
        """The one content hash that starts with `prefix` (as carried by forms, any case); None when none or several do."""
        rows = self._database.all(
            "SELECT content_hash FROM questionnaires WHERE substr(content_hash, 1, ?) = ? LIMIT 2", (len(prefix), prefix.lower())
        )
        return rows[0]["content_hash"] if len(rows) == 1 else None

    def keep_geometry(self, content: str, edition: str, geometry: str) -> None:
        """Keep where every box of a form edition stands (JSON text). Keeping it again replaces it."""
        self._database.write(
            "INSERT INTO geometries VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET geometry = excluded.geometry", (content, edition, geometry)
        )

    def geometry(self, content: str, edition: str) -> str | None:
        """What `keep_geometry` kept, or None."""
        row = self._database.one("SELECT geometry FROM geometries WHERE content_hash = ? AND edition = ?", (content, edition))
        return None if row is None else str(row["geometry"])

    def create(self, campaign: Campaign, respondents: Iterable[Respondent], forms: Iterable[IssuedForm]) -> None:
        """Keep a new campaign, its respondents in their order, and their forms: all or nothing.

        Its questionnaire must be kept already. Raises `sqlite3.IntegrityError` when the campaign exists.
        """
        with self._database.transaction():
            self._database.write(
                "INSERT INTO campaigns VALUES (?, ?, ?)", (campaign.id, campaign.content_hash, canonical_json(campaign).decode())
            )
            self.add_respondents(campaign.id, respondents)
            self.issue(forms)

    def add_respondents(self, campaign: str, respondents: Iterable[Respondent]) -> None:
        """Add respondents at the end of a campaign's list. Raises `sqlite3.IntegrityError` when one is there already."""
        with self._database.transaction():
            count = self._database.one("SELECT count(*) AS n FROM respondents WHERE campaign = ?", (campaign,))
            start = count["n"] if count else 0
            rows = [(campaign, each.key, start + place, canonical_json(each).decode()) for place, each in enumerate(respondents)]
            self._database.write_many("INSERT INTO respondents VALUES (?, ?, ?, ?)", rows)

    def issue(self, forms: Iterable[IssuedForm]) -> None:
        """Keep which form was written for whom. The same form issued again changes nothing."""
        rows = [(form.reference, form.campaign, form.respondent, form.content_hash, form.edition) for form in forms]
        # A reference given to somebody else must fail on the primary key, so only the very same row is passed over.
        self._database.write_many(
            """INSERT INTO forms
               WITH given (reference, campaign, respondent, content_hash, edition) AS (VALUES (?, ?, ?, ?, ?))
               SELECT * FROM given
               WHERE NOT EXISTS (SELECT 1 FROM forms JOIN given USING (reference, campaign, respondent, content_hash))""",
            rows,
        )

    def campaign(self, campaign: str) -> Campaign | None:
        """The campaign whose id is `campaign`, or None."""
        row = self._database.one("SELECT definition FROM campaigns WHERE id = ?", (campaign,))
        return None if row is None else from_json(row["definition"], Campaign)

    def campaigns(self) -> tuple[Campaign, ...]:
        """Every campaign, oldest first."""
        return tuple(
            from_json(row["definition"], Campaign) for row in self._database.all("SELECT definition FROM campaigns ORDER BY rowid")
        )

    def alike(self, campaign: str) -> tuple[str, ...]:
        """The campaigns (ids) that ask the same questionnaire as `campaign`, in whichever version, itself included, oldest first."""
        rows = self._database.all(f"SELECT id FROM campaigns WHERE id IN ({ALIKE}) ORDER BY rowid", (campaign,))  # noqa: S608 – our own words
        return tuple(row["id"] for row in rows)

    def respondent(self, campaign: str, key: str) -> Respondent | None:
        """The respondent of `campaign` whose key (INSEE or SIREN) is `key`, or None."""
        row = self._database.one("SELECT definition FROM respondents WHERE campaign = ? AND key = ?", (campaign, key))
        return None if row is None else from_json(row["definition"], Respondent)

    def respondents(self, campaign: str) -> tuple[Respondent, ...]:
        """Every respondent of `campaign`, in the order of its list."""
        rows = self._database.all("SELECT definition FROM respondents WHERE campaign = ? ORDER BY position", (campaign,))
        return tuple(from_json(row["definition"], Respondent) for row in rows)

    def keep_renewals(self, renewals: Mapping[str, Renewal]) -> None:
        """Keep what the last campaign brought to forms just issued, by their reference."""
        rows = [(reference, canonical_json(each).decode()) for reference, each in renewals.items()]
        self._database.write_many("INSERT INTO renewals VALUES (?, ?)", rows)

    def renewal(self, reference: str) -> Renewal | None:
        """What the last campaign brought to the form `reference`, or None."""
        row = self._database.one("SELECT renewal FROM renewals WHERE reference = ?", (reference,))
        return None if row is None else from_json(row["renewal"], Renewal)

    def form(self, reference: str) -> IssuedForm | None:
        """The form that bears `reference`, whole, complement or action plan, or None when this workspace never issued it."""
        row = self._database.one("SELECT * FROM forms WHERE reference = ?", (reference,))
        return (self._complement("reference = ?", reference) or self._plan(reference)) if row is None else _form(row)

    def issue_complement(self, form: IssuedForm) -> None:
        """Keep a complement form, the one of the submission it completes. Raises `sqlite3.IntegrityError` when that has another."""
        completion = canonical_json(form.completion).decode()
        self._database.write(
            "INSERT INTO complements VALUES (?, ?, ?, ?, ?, ?, ?)",
            (form.reference, form.completes, form.campaign, form.respondent, form.content_hash, form.edition, completion),
        )

    def complement_of(self, submission: int) -> IssuedForm | None:
        """The complement form that asks again what `submission` left out, or None."""
        return self._complement("submission = ?", submission)

    def _complement(self, where: str, value: str | int) -> IssuedForm | None:
        row = self._database.one(f"SELECT * FROM complements WHERE {where}", (value,))  # noqa: S608 – conditions written in this class
        return None if row is None else _complement_form(row)

    def _plan(self, reference: str) -> IssuedForm | None:
        row = self._database.one("SELECT * FROM plans WHERE reference = ?", (reference,))
        return None if row is None else plan_form(row)

    def form_of(self, campaign: str, respondent: str, content: str) -> IssuedForm | None:
        """The form written for a respondent with a questionnaire version, or None."""
        row = self._database.one(
            "SELECT * FROM forms WHERE campaign = ? AND respondent = ? AND content_hash = ?", (campaign, respondent, content)
        )
        return None if row is None else _form(row)

    def forms(self, campaign: str) -> tuple[IssuedForm, ...]:
        """Every form of `campaign`, in the order of its respondents."""
        query = """SELECT forms.* FROM forms
                   JOIN respondents ON (respondents.campaign, respondents.key) = (forms.campaign, forms.respondent)
                   WHERE forms.campaign = ? ORDER BY respondents.position, forms.reference"""
        return tuple(_form(row) for row in self._database.all(query, (campaign,)))

    def progress(self, campaign: str) -> CampaignProgress:
        """Who was sent a form, who returned one, whose was refused or assessed, in the order of the list."""
        return CampaignProgress(campaign, tuple(_progress(row) for row in self._database.all(_PROGRESS, (campaign,))))


def _form(row: Row) -> IssuedForm:
    return IssuedForm(row["reference"], row["campaign"], row["respondent"], row["content_hash"], row["edition"])


def _complement_form(row: Row) -> IssuedForm:
    completion = from_json(row["completion"], Completion)
    return IssuedForm(
        row["reference"], row["campaign"], row["respondent"], row["content_hash"], row["edition"], row["submission"], completion
    )


def _progress(row: Row) -> RespondentProgress:
    return RespondentProgress(
        respondent=from_json(row["definition"], Respondent),
        reference=row["reference"],
        returned=row["returned"],
        refused=row["refused"],
        waiting=row["waiting"],
        assessed=row["assessed"],
        revision=row["revision"],
    )
