"""What one question's controls say, before knowing whether the question was asked.

Nothing is guessed: two answers that exclude one another, an answer that is not offered, a number or a date with no single reading are
all CONFLICT, with a notice, and what stood on the form is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forms.answers import Answer, Status
from forms.control_names import NO_ANSWER_CODE, choice_field, fields_of, question_field
from forms.questionnaire import CHOICE_KINDS, NOT_APPLICABLE_CODE, UNKNOWN_CODE, Kind, Question
from forms.returns import Notice, RawField
from processors.sentences import Speaker
from processors.values import PLAUSIBLE_YEARS, clean, is_between, read_date, read_number

READING_RULES = 2
"""Version of all that turns raw values into answers, plans included: to be raised by hand with any change of what comes out.

It is kept with each assessment, so that no answer is called wrong for having been read by the rules of its day; 0 is whatever came before.
"""
LONGEST_TEXT = 4000
"""Characters of a text answer or a comment that are kept once made regular; the original file keeps all."""
SEPARATOR = " | "
"""Between the raw values of one answer."""
_Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer as it stands on the form, and what a person should know of it."""

    answer: Answer
    notices: tuple[Notice, ...] = ()


class AnswerReader:
    """Reads the answers of one return. `fields` is keyed by control name."""

    def __init__(self, speaker: Speaker, fields: Mapping[str, RawField]) -> None:
        self._speaker = speaker
        self._fields = fields

    def read(self, question: Question) -> Found:
        """The answer to `question`, as if it was asked."""
        if doubtful := [field for field in self._present(question) if field.doubtful]:
            return self._uncertain(question, doubtful)
        if question.kind is Kind.SINGLE:
            return self._single(question)
        if question.kind is Kind.MULTIPLE:
            return self._multiple(question)
        return self._entry(question)

    # Choices ---------------------------------------------------------------------------------------------------------------------

    def _single(self, question: Question) -> Found:
        codes = tuple(code for code in self._texts(question) if code != NO_ANSWER_CODE)
        if len(codes) > 1:
            return self._conflict(question, codes)
        if not codes:
            return self._found(question, Status.UNANSWERED)
        return self._one_code(question, codes[0])

    def _one_code(self, question: Question, code: str) -> Found:
        if question.choice(code):
            return self._found(question, Status.ANSWERED, code, (code,))
        if code in _specials(question):
            return self._found(question, _specials(question)[code], None, (code,))
        return self._found(question, Status.CONFLICT, None, (code,), self._speaker.not_offered(question, code))

    def _multiple(self, question: Question) -> Found:
        ticked = self._ticked(question, tuple(choice.code for choice in question.choices) + tuple(_specials(question)))
        if not ticked:
            return self._found(question, Status.UNANSWERED)
        if len(ticked) > 1 and any(_excludes_others(question, code) for code in ticked):
            return self._conflict(question, ticked)
        if ticked[0] in _specials(question):
            return self._found(question, _specials(question)[ticked[0]], None, ticked)
        return self._found(question, Status.ANSWERED, ticked, ticked)

    # Entries ---------------------------------------------------------------------------------------------------------------------

    def _entry(self, question: Question) -> Found:
        texts, ticked = self._texts(question), self._ticked(question, tuple(_specials(question)))
        if len(texts) + len(ticked) > 1:
            return self._conflict(question, self._raw_texts(question) + ticked)
        if ticked:
            return self._found(question, _specials(question)[ticked[0]], None, ticked)
        return self._typed(question, texts[0]) if texts else self._found(question, Status.UNANSWERED)

    def _typed(self, question: Question, text: str) -> Found:
        if question.kind is Kind.NUMBER:
            return self._number(question, text)
        if question.kind is Kind.DATE:
            return self._date(question, text)
        notices = (self._speaker.shortened(question, LONGEST_TEXT),) if len(text) > LONGEST_TEXT else ()
        return self._answered(question, text[:LONGEST_TEXT].rstrip(), *notices)

    def _number(self, question: Question, text: str) -> Found:
        reading = read_number(text, question.unit)
        if reading is None:
            return self._unreadable(question, self._speaker.unreadable_number(question, text))
        notices = [self._speaker.approximate_number(question, text, reading.value)] if reading.approximate else []
        if not is_between(reading.value, question.minimum, question.maximum):
            notices.append(self._speaker.unusual(question, text))
        return self._answered(question, reading.value, *notices)

    def _date(self, question: Question, text: str) -> Found:
        reading = read_date(text)
        if reading is None:
            return self._unreadable(question, self._speaker.unreadable_date(question, text))
        notices = [self._speaker.approximate_date(question, text, reading.value)] if reading.approximate else []
        if int(reading.value[:4]) not in PLAUSIBLE_YEARS:
            notices.append(self._speaker.unusual_date(question, text, reading.value))
        return self._answered(question, reading.value, *notices)

    def _unreadable(self, question: Question, notice: Notice) -> Found:
        return self._found(question, Status.CONFLICT, None, self._raw_texts(question), notice)

    def _answered(self, question: Question, value: str, *notices: Notice) -> Found:
        cut = [self._speaker.maybe_cut(question)] if any(field.cut for field in self._present(question)) else []
        return self._found(question, Status.ANSWERED, value, self._raw_texts(question), *notices, *cut)

    # Both ------------------------------------------------------------------------------------------------------------------------

    def _conflict(self, question: Question, raw: tuple[str, ...]) -> Found:
        return self._found(question, Status.CONFLICT, None, raw, self._speaker.contradiction(question))

    def _uncertain(self, question: Question, doubtful: list[RawField]) -> Found:
        """Something of the answer has no sure reading: none of it is taken, what it seems to say is kept raw."""
        seems = tuple(value for field in self._present(question) for value in field.values)
        entry = question.kind not in CHOICE_KINDS and any(field.name == question_field(question.id) for field in doubtful)
        notice = self._speaker.uncertain_text(question) if entry else self._speaker.uncertain_box(question)
        return self._found(question, Status.CONFLICT, None, seems, notice)

    def _found(self, question: Question, status: Status, value: _Value = None, raw: tuple[str, ...] = (), *notices: Notice) -> Found:
        bearer = self._bearer(question)
        page, name = (bearer.page, bearer.name) if bearer else (None, "")
        return Found(Answer(question.id, status, value, SEPARATOR.join(raw), page, name), notices)

    def _bearer(self, question: Question) -> RawField | None:
        """The first control that says something, or else the first there is: it tells where to look."""
        present = self._present(question)
        return next((field for field in present if _says_something(field)), present[0] if present else None)

    def _present(self, question: Question) -> list[RawField]:
        return [self._fields[name] for name in fields_of(question) if name in self._fields]

    def _texts(self, question: Question) -> tuple[str, ...]:
        """The different values of the question's own control, cleaned, blank ones left out."""
        return tuple(dict.fromkeys(text for text in map(clean, self._raw_texts(question)) if text))

    def _raw_texts(self, question: Question) -> tuple[str, ...]:
        field = self._fields.get(question_field(question.id))
        return field.values if field else ()

    def _ticked(self, question: Question, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Which of the check boxes are on. The control's name tells which box; editors may change what it exports (/Yes, /On)."""
        fields = ((code, self._fields.get(choice_field(question.id, code))) for code in codes)
        return tuple(code for code, field in fields if field and _says_something(field))


def _specials(question: Question) -> dict[str, Status]:
    unknown = {UNKNOWN_CODE: Status.UNKNOWN} if question.allows_unknown else {}
    return unknown | ({NOT_APPLICABLE_CODE: Status.NOT_APPLICABLE} if question.allows_not_applicable else {})


def _excludes_others(question: Question, code: str) -> bool:
    choice = question.choice(code)
    return choice is None or choice.exclusive


def _says_something(field: RawField) -> bool:
    return any(value.strip() and value != NO_ANSWER_CODE for value in field.values)
