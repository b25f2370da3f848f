"""<%= op.summary %>."""


def count(
    text: str, *, lines: bool = False, words: bool = False, characters: bool = False
) -> str:
    """The numbers of lines, words and characters, or of those that are asked for."""
    every = not (lines or words or characters)
    numbers = []
    if lines or every:
        numbers.append(text.count("\n") + (not text.endswith("\n") and text != ""))
    if words or every:
        numbers.append(len(text.split()))
    if characters or every:
        numbers.append(len(text))
    return " ".join(map(str, numbers)) + "\n"
