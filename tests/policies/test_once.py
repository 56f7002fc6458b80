"""once: the same objects are not computed twice, and nothing else is ever taken for them."""

from policies.once import once


def counting():
    asked = []

    @once
    def total(*numbers):
        asked.append(numbers)
        return sum(sum(n) for n in numbers)

    return total, asked


def test_the_same_objects_in_a_row_are_computed_once():
    total, asked = counting()
    a, b = [1], [2]
    assert [total(a, b), total(a, b)] == [3, 3]
    assert len(asked) == 1


def test_equal_but_other_objects_and_another_order_are_computed():
    total, asked = counting()
    a, b = [1], [1]
    for given in ((a, b), (b, a), (a,), (a, [1]), (a, b)):
        assert total(*given) == len(given)
    assert len(asked) == 5
