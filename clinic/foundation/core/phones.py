"""Telephone numbers: read as people write them, kept in one form, shown internationally."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

SHORTEST = len("+2902215")  # nobody is reached under fewer digits, emergency services apart
REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)


def kept(text: str, region: str) -> str:
    """`0176 1234567` in region DE as `+491761234567` (E.164). Raises `ValueError`.

    Possible is enough: a number of a range that the tables do not know yet must not be refused.
    """
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as fault:
        raise ValueError("not a telephone number") from fault
    held = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if number.extension or not phonenumbers.is_possible_number(number) or len(held) < SHORTEST:
        raise ValueError("not a telephone number")
    return held


def calling_code(region: str) -> int:
    """What is dialled before a number of that region: 49 for DE."""
    return phonenumbers.country_code_for_region(region)


def shown(number: str) -> str:
    """`+491761234567` as `+49 176 1234567`; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
