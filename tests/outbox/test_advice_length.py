"""An advisor learns how long their own words make a report while they write them."""

from __future__ import annotations

from forms.advice import AdviceBook, Audience, Given, OwnParagraph, OwnRecommendation
from forms.questionnaire import Link
from outbox.advice_length import MOST_LINES, most_lines
from tests.outbox.gallery import talkative

SHORT = OwnRecommendation("a", "Venir nous voir", "Prenez rendez-vous.")
LONG = OwnRecommendation("b", "Venir nous voir", "Prenez rendez-vous. " * 30)


def of(*recommendations: OwnRecommendation, **audience: tuple[str, ...]) -> AdviceBook:
    return AdviceBook((), tuple(Given(each, Audience(**audience)) for each in recommendations))


def both(*books: AdviceBook) -> AdviceBook:
    return AdviceBook(
        tuple(each for book in books for each in book.paragraphs), tuple(each for book in books for each in book.recommendations)
    )


def test_no_advice_takes_no_line() -> None:
    assert most_lines(AdviceBook()) == 0


def test_each_line_of_a_paragraph_takes_one_at_least_and_an_empty_one_none() -> None:
    assert most_lines(AdviceBook((OwnParagraph("Bonjour.\n\nÀ bientôt."),))) == 2
    assert most_lines(AdviceBook((OwnParagraph("Bonjour. " * 50),))) == 5


def test_a_recommendation_takes_its_row_and_a_part_of_the_one_that_names_it_again() -> None:
    assert most_lines(of(SHORT)) == 2
    assert most_lines(of(*[SHORT] * 10)) == 12
    assert most_lines(of(LONG)) == 7


def test_its_proofs_and_links_take_a_line_more() -> None:
    proved = OwnRecommendation("c", "Venir nous voir", "Prenez rendez-vous.", indicators=("Visite faite",))
    linked = OwnRecommendation("d", "Venir nous voir", "Prenez rendez-vous.", links=(Link("Agenda", "https://exemple.fr/"),))
    assert most_lines(of(proved)) == most_lines(of(linked)) == 1 + most_lines(of(SHORT))


def test_what_counts_is_the_report_to_which_most_is_said() -> None:
    everyone, one, other = of(SHORT), of(LONG, respondents=("01001",)), of(SHORT, respondents=("89902",))
    assert most_lines(both(everyone, one, other)) == most_lines(both(of(SHORT), of(LONG)))


def test_what_is_said_in_one_campaign_is_not_added_to_what_is_said_in_another() -> None:
    this, next_year = of(LONG, campaigns=("reen-2026",)), of(LONG, campaigns=("reen-2027",))
    assert most_lines(both(this, next_year)) == most_lines(this)
    assert most_lines(both(this, of(SHORT))) == most_lines(both(of(LONG), of(SHORT)))


def test_the_longest_report_of_the_gallery_has_as_much_of_it_as_is_promised_to_fit() -> None:
    advice = talkative()
    assert most_lines(both(AdviceBook((OwnParagraph(advice.paragraph),)), of(*advice.recommendations))) == MOST_LINES
