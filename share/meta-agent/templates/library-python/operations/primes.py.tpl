"""<%= op.summary %>."""


def primes(limit: str) -> str:
    """The prime numbers up to the limit, one on each line."""
    if not limit.isdecimal() or int(limit) > 10_000_000:
        raise ValueError("the limit must be a whole number up to 10000000")
    is_prime = bytearray([1]) * (int(limit) + 1)
    is_prime[:2] = bytes(min(2, len(is_prime)))
    for number in range(2, int(int(limit) ** 0.5) + 1):
        if is_prime[number]:
            is_prime[number * number :: number] = bytes(len(is_prime[number * number :: number]))
    return "".join(f"{number}\n" for number, prime in enumerate(is_prime) if prime)
