"""The web process dies at each named point of a request: what is ambiguous is sent again and stored once."""

from tests.faults import points
from tests.faults.evening import Evening
from tests.programs import wait_until


def test_killed_at_each_point_of_a_request(evening: Evening) -> None:
    with evening.under_way("web killed at each of five points of a request", within=5) as race:
        for point in points.OF_A_POST:
            unanswered = race.unanswered()
            points.arm(evening.point, point)
            wait_until(lambda: not evening.web.running, f"the web process died {point}")
            evening.site.start()
            race.over()
            if point != "after the reply":
                assert race.unanswered() > unanswered, "nobody's request was under way"
