"""The order in a stage against a plain list, for any moves; and ranks stay short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.hiring.ranks import LONGEST, ranked

MOVES = st.lists(
    st.tuples(
        st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True),
        st.sampled_from(["before", "after", "last"]),
        st.integers(0, 9),
    ),
    max_size=40,
)


@given(MOVES)
def test_moves_give_the_order_that_a_list_would_have(
    moves: list[tuple[list[int], str, int]],
) -> None:
    ranks: dict[int, str] = {}
    plain: list[int] = []
    for moved, where, anchor in moves:
        order = sorted(ranks.items(), key=lambda one: one[1])
        anchors = {} if where == "last" else {where: anchor}
        ranks |= ranked(order, moved, **anchors)
        plain = [one for one in plain if one not in moved]
        place = len(plain)
        if where != "last" and anchor in plain:
            place = plain.index(anchor) + (where == "after")
        plain[place:place] = moved
        assert len(set(ranks.values())) == len(ranks)
        assert sorted(ranks, key=lambda one: ranks[one]) == plain


def test_ranks_stay_short_where_many_are_put_between_the_same_two() -> None:
    ranks = dict(ranked([], [0, 1]))
    written = 0
    for number in range(2, 1_500):
        changed = ranked(sorted(ranks.items(), key=lambda one: one[1]), [number], after=0)
        written += len(changed)
        ranks |= changed
    order = sorted(ranks, key=lambda one: ranks[one])
    assert order == [0, *range(1_499, 1, -1), 1]
    assert max(map(len, ranks.values())) <= LONGEST
    assert written < 20_000
