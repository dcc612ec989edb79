"""One case for each reason and each refusal, with figures set here."""

import pytest

from odoo.addons.emmaus_connect.tools.allocation import (
    Instance,
    InstanceError,
    Need,
    Supply,
    check,
    share_out,
)

GRADES = ("A", "B", "C")


def need(id, structure="S1", quantity=4, **values):
    values = {
        "priority_class": 1,
        "category": "laptop",
        "minimum_grade": "C",
        "hubs": {"GR": 10.0},
        **values,
    }
    return Need(id=id, structure=structure, quantity=quantity, **values)


def run(stock, *needs, seed=0):
    supplies = tuple(Supply("GR", "laptop", grade, n) for grade, n in stock.items())
    instance = Instance(supplies, needs, GRADES)
    proposal = share_out(instance, seed)
    assert check(instance, proposal) == []
    return {o.need: o for o in proposal.outcomes}, proposal


def test_scarce_devices_are_shared_equally():
    outcomes, proposal = run(
        {"B": 5}, need("L1"), need("L2", "S2", 6), need("L3", "S3", 0 + 10)
    )
    assert [outcomes[k].units for k in ("L1", "L2", "L3")] == [1, 2, 2]
    assert outcomes["L1"].code == "shared"
    assert outcomes["L1"].sentence == (
        "1 of 4: 5 suitable devices for 20 asked by 3 structures; yours is served "
        "at 25 %, the worst-served of its class at 20 %."
    )
    assert proposal.classes[0].max_min == 0.2
    assert proposal.classes[0].lp_bound == 0.25


def test_quota_is_said_and_kept():
    outcomes, _ = run({"B": 9}, need("L1", quota_left=2), need("L2", quota_left=2))
    assert outcomes["L1"].units + outcomes["L2"].units == 2
    assert {o.code for o in outcomes.values()} == {"quota_reached"}


def test_a_small_request_is_full_before_a_large_one_gains():
    # at equal shares one unit raises the smaller request higher
    for seed in range(8):
        lines = need("L1", quantity=100), need("L2", "S2", 1)
        outcomes, _ = run({"B": 1}, *lines, seed=seed)
        assert (outcomes["L1"].units, outcomes["L2"].units) == (0, 1)
        assert outcomes["L2"].code == "served_fully"


def test_what_was_served_before_counts():
    outcomes, _ = run({"B": 2}, need("L1", already_served=2), need("L2", "S2"))
    assert (outcomes["L1"].units, outcomes["L2"].units) == (0, 2)


def test_more_urgent_class_first():
    outcomes, _ = run({"B": 3}, need("L1", priority_class=2), need("L2", "S2"))
    assert outcomes["L2"].units == 3
    assert outcomes["L1"].code == "more_urgent"


def test_grades_are_respected_and_the_best_spared():
    outcomes, proposal = run(
        {"A": 1, "C": 2}, need("L1", quantity=2), need("L2", "S2", 1, minimum_grade="A")
    )
    assert [(s.need, s.grade, s.units) for s in proposal.shares] == [
        ("L1", "C", 2),
        ("L2", "A", 1),
    ]
    outcomes, _ = run({"C": 2}, need("L1", minimum_grade="B"))
    assert outcomes["L1"].code == "no_device"


def test_pins_and_exclusions():
    outcomes, _ = run(
        {"B": 4},
        need("L1", pinned=3),
        need("L2", "S2"),
        need("L3", "S3", excluded=True),
        need("L4", "S4", pinned=0),
    )
    assert [outcomes[f"L{i}"].units for i in (1, 2, 3, 4)] == [3, 1, 0, 0]
    assert [outcomes[f"L{i}"].code for i in (1, 3, 4)] == [
        "pinned",
        "excluded",
        "pinned",
    ]


def test_a_pinned_line_counts_in_the_share_of_its_structure():
    outcomes, _ = run({"B": 4}, need("L1", pinned=2), need("L2"), need("L3", "S2"))
    assert [outcomes[f"L{i}"].units for i in (1, 2, 3)] == [2, 0, 2]


def test_shared_quota_of_two_classes_serves_the_urgent_one_first():
    lines = [need("L1", priority_class=2, quota_left=3), need("L2", quota_left=3)]
    outcomes, _ = run({"B": 9}, *lines)
    assert (outcomes["L1"].units, outcomes["L2"].units) == (0, 3)


def test_nothing_at_all():
    proposal = share_out(Instance((), (), GRADES))
    assert proposal.shares == () and proposal.total_units == 0


@pytest.mark.parametrize(
    "values, message",
    [
        ({"pinned": 5}, "pinned at 5 but still lacks 4"),
        ({"pinned": 4}, "line L1 is pinned at 4, at most 2 are left"),
        ({"pinned": 2, "quota_left": 1}, "exceed the 1 left"),
        ({"pinned": 1, "excluded": True}, "pinned and excluded"),
        ({"minimum_grade": "Z"}, "grade Z"),
        ({"quantity": -1}, "negative"),
    ],
)
def test_contradictions_are_refused_by_name(values, message):
    with pytest.raises(InstanceError, match=message):
        run({"B": 2}, need("L1", **values))


def test_an_identifier_given_twice_is_refused():
    with pytest.raises(InstanceError, match="L1 is given twice"):
        run({"B": 2}, need("L1"), need("L1"))
