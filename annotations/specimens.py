"""What the style page shows where it takes more than one quote: drawings, filters and suggestions, invented.
Pure."""

from datetime import date
from decimal import Decimal

from annotations import charts, plots
from annotations.plots import Value

YEARS = {2019: 2, 2020: 5, 2021: 9, 2022: 4, 2023: 12, 2024: 7}
REVENUE = ((2019, 1), (2021, 4), (2024, 12))  # millions by year
SUGGESTIONS = (("Licensing", "topic"), ("Licence change", "topic"), ("“licence” in all words", "search"))
FILTER = {
    "heading": "Said by",
    "options": [
        {"label": "Somebody", "count": 12, "query": "#controls", "on": False},
        {"label": "Somebody else, whose filter is on", "count": 3, "query": "#controls", "on": True},
    ],
}


def bars() -> list[charts.Bar]:
    """Quotes by year."""
    return charts.by_year(YEARS)


def plot() -> plots.Plot:
    """One figure in time."""
    told = [
        Value(date(year, 12, 31), Decimal(n) * 10**6, None, f"${n} million", str(year), "#figures")
        for year, n in REVENUE
    ]
    return plots.over_time("Revenue", told)
