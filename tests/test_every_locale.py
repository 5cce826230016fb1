"""The checks know every locale of CLDR: by its own rules, or by those of its script."""

import pytest
from babel import localedata

from workflow.checks import Subject, check_subject

SOURCE = (
    "On 12 March 2026, 3.5 million people paid $20 (5%) at 10:30 a.m.; he did not say: "
    "“No, the UN must go.” See https://example.org."
)
TARGET = "12 foo 3,5 bar $20 (5%) 10:30 «no» ١٢ ۱۲ १२ 十二. “x” https://example.org"
LANGUAGES = sorted({name.split("_")[0] for name in localedata.locale_identifiers()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_it_is_checked_in_both_directions(language):
    tags = [
        name.replace("_", "-")
        for name in localedata.locale_identifiers()
        if name.split("_")[0] == language
    ]
    for tag in tags[:4]:
        check_subject(Subject(SOURCE, TARGET, "en", tag))
        check_subject(Subject(TARGET, SOURCE, tag, "en"))
