"""<%= op.summary %>."""


def palindrome(text: str) -> str:
    """Whether it reads the same from both ends: yes or no; only letters and digits count."""
    letters = [character for character in text.casefold() if character.isalnum()]
    if not letters:
        raise ValueError("there are no letters in it")
    return "yes\n" if letters == letters[::-1] else "no\n"
