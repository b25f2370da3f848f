"""What values may be."""

import decimal
import unittest

import support  # noqa: F401
from <%= app.module %>.fields import Field


class FieldsTest(unittest.TestCase):
    def test_text_is_read_into_the_types_of_python(self):
        self.assertEqual(Field("n", "N", "integer").parse(" 42 "), 42)
        self.assertEqual(Field("m", "M", "money").parse("12.5"), decimal.Decimal("12.50"))
        self.assertIs(Field("b", "B", "boolean").parse("Yes"), True)
        self.assertEqual(Field("d", "D", "date").parse("2026-01-15").day, 15)
        self.assertEqual(Field("t", "T", "time").parse("09:30").minute, 30)
        self.assertEqual(Field("j", "J", "json").parse('{"a": 1}'), {"a": 1})

    def test_what_is_none_is_refused(self):
        cases = {
            "string": " ",
            "integer": "1.5",
            "decimal": "nan",
            "money": "1.005",
            "boolean": "perhaps",
            "date": "2026-02-30",
            "time": "25:00",
            "datetime": "soon",
            "email": "nobody",
            "url": "example",
            "phone": "call me",
            "json": "{",
        }
        for kind, text in cases.items():
            with self.subTest(kind), self.assertRaises(ValueError):
                Field("f", "F", kind).parse(text)
        with self.assertRaisesRegex(ValueError, "too large"):
            Field("f", "F", "money").parse("1e30")
        with self.assertRaisesRegex(ValueError, "UTF-8"):
            Field("f", "F", "string").parse("a\udcff")

    def test_values_of_another_type_are_refused(self):
        for kind, value in {"integer": True, "string": 5, "money": 1.5, "date": "x"}.items():
            with self.subTest(kind), self.assertRaises(ValueError):
                Field("f", "F", kind).check(value)

    def test_a_value_comes_back_from_json_as_it_was(self):
        for kind, text in {"money": "12.50", "date": "2026-01-15", "integer": "3"}.items():
            field = Field("f", "F", kind)
            value = field.parse(text)
            self.assertEqual(field.from_json(field.to_json(value)), value, kind)

    def test_only_the_listed_values_are_taken(self):
        field = Field("f", "F", "enum", values=("low", "high"))
        self.assertEqual(field.parse("low"), "low")
        with self.assertRaisesRegex(ValueError, "one of low, high"):
            field.parse("middle")

    def test_nothing_is_refused_only_where_a_value_is_required(self):
        Field("f", "F", "date").check(None)
        with self.assertRaisesRegex(ValueError, "required"):
            Field("f", "F", "date", required=True).check(None)


if __name__ == "__main__":
    unittest.main()
