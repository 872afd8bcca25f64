"""What the form of a scenario sends in two fields, as the one part that an address has of it.

`plek-M=M-500:3&wie-M=verbij` becomes `aanwijzen=M-500:3:verbij`, and `waar-M=erbij:8&waard-M=M-500:4` becomes
`matrix-M=erbij:8:M-500:4`. Two empty fields are nothing; of one alone the reader of the part says what is missing.
"""

from collections.abc import Iterable, Iterator

SEXES = ("M", "F")
# The two fields, and the parameter that they are together.
TWO = {
    (f"{first}-{sex}", f"{second}-{sex}"): name.format(sex=sex)
    for first, second, name in (("plek", "wie", "aanwijzen"), ("waar", "waard", "matrix-{sex}"))
    for sex in SEXES
}


def joined(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The (name, value) pairs of a query, those of two fields together as one."""
    fields = {field for both in TWO for field in both}
    halves: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            halves[name] = value.strip()
        else:
            yield name, value
    for (first, second), name in TWO.items():
        one, other = halves.get(first, ""), halves.get(second, "")
        if one or other:
            yield name, f"{one}:{other}"
