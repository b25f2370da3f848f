"""<%= op.summary %>."""


_CODES = {
    "A": ".-", "B": "-...", "C": "-.-.", "D": "-..", "E": ".", "F": "..-.", "G": "--.", "H": "....",
    "I": "..", "J": ".---", "K": "-.-", "L": ".-..", "M": "--", "N": "-.", "O": "---", "P": ".--.",
    "Q": "--.-", "R": ".-.", "S": "...", "T": "-", "U": "..-", "V": "...-", "W": ".--", "X": "-..-",
    "Y": "-.--", "Z": "--..", "0": "-----", "1": ".----", "2": "..---", "3": "...--", "4": "....-",
    "5": ".....", "6": "-....", "7": "--...", "8": "---..", "9": "----.", ".": ".-.-.-",
    ",": "--..--", "?": "..--..", "!": "-.-.--", "/": "-..-.", "'": ".----.", "-": "-....-",
    "(": "-.--.", ")": "-.--.-", ":": "---...", "=": "-...-", "+": ".-.-.", '"': ".-..-.",
    "@": ".--.-.",
}  # fmt: skip
_CHARACTERS = {signs: character for character, signs in _CODES.items()}


def morse(text: str, *, decode: bool = False) -> str:
    """Letters with a blank between, words with a slash; or the text that such signs stand for."""
    change = _decode if decode else _encode
    return "".join(f"{change(line)}\n" for line in text.splitlines())


def _encode(line: str) -> str:
    try:
        return " / ".join(" ".join(_CODES[c] for c in word) for word in line.upper().split())
    except KeyError as character:
        raise ValueError(f"Morse code has no {character}") from None


def _decode(line: str) -> str:
    try:
        return "".join(" " if signs == "/" else _CHARACTERS[signs] for signs in line.split())
    except KeyError as signs:
        raise ValueError(f"{signs} is no letter in Morse code") from None
