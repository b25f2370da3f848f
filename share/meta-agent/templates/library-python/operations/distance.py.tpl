"""<%= op.summary %>."""


def distance(first: str, second: str) -> str:
    """How many characters have to be added, taken away or changed."""
    row = list(range(len(second) + 1))
    for i, character in enumerate(first, 1):
        before, row[0] = row[0], i
        for k, other in enumerate(second, 1):
            changed = before + (character != other)
            before = row[k]
            row[k] = min(changed, row[k] + 1, row[k - 1] + 1)
    return f"{row[-1]}\n"
