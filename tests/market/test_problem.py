from xlbetflag.market.problem import Problem


def test_a_problem_is_what_it_says() -> None:
    problem = Problem("price.off_ladder", field="price", value="2,01")
    assert problem == Problem("price.off_ladder", value="2,01", field="price")
    assert problem != Problem("price.off_ladder", field="price", value="2,03")
    assert problem != Problem("price.too_low", field="price", value="2,01")
    assert len({problem, Problem("price.off_ladder", field="price", value="2,01")}) == 1
    assert str(problem) == "price.off_ladder (field=price, value=2,01)"
    assert str(Problem("field.empty")) == "field.empty"


def test_a_problem_is_a_value_error() -> None:
    assert isinstance(Problem("field.empty"), ValueError)
