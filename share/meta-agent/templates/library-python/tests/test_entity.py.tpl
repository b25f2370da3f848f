"""The <%= e.labels | lower %>."""

import datetime  # noqa: F401
import decimal  # noqa: F401
import unittest

from support import any_<%= e.snake %>, new_<%= e.snake %><% for c in e.children %>, new_<%= c.snake %><% end %>

from <%= app.module %> import Database, <% if e.children %>InUseError, <% end %>InvalidError, NotFoundError, <%= e.name %>


class <%= e.name %>Test(unittest.TestCase):
    def setUp(self):
        self.database = Database()
        self.kept = self.database.<%= e.table %>

    def new(self, **values):
        return new_<%= e.snake %>(self.database, **values)

    def second(self):
        """Another one, with another value in every field."""
        return self.new(
<% for f in e.fields %>
            <%= f.attr %>=<%= f.py2 %>,
<% end %>
        )

    def test_what_is_added_gets_an_id_and_is_found_by_it(self):
        added = self.kept.add(self.new())
        self.assertEqual(added.id, 1)
        self.assertEqual(self.kept.get(1), added)
        self.assertEqual(str(added), <%= e.title.py %>)
        self.assertEqual(len(self.kept), 1)

    def test_a_record_is_changed_only_through_the_repository(self):
        added = self.kept.add(self.new())
        added.<%= e.title.attr %> = "else"
        self.assertEqual(self.kept.get(1).<%= e.title.attr %>, <%= e.title.py %>)

    def test_named_fields_are_changed_and_no_others(self):
        self.kept.add(self.new())
        changed = self.kept.update(1, <%= e.title.attr %>=<%= e.title.py2 %>)
        self.assertEqual(changed.<%= e.title.attr %>, <%= e.title.py2 %>)
        self.assertEqual(self.kept.update(1), changed)
        with self.assertRaisesRegex(InvalidError, "is no field"):
            self.kept.update(1, no_such_field=1)

    def test_what_is_removed_is_gone_and_its_id_is_not_used_again(self):
        self.kept.add(self.new())
        self.kept.remove(1)
        with self.assertRaises(NotFoundError):
            self.kept.get(1)
        with self.assertRaises(NotFoundError):
            self.kept.remove(1)
        with self.assertRaises(NotFoundError):
            self.kept.update(1)
        self.assertEqual(self.kept.add(self.new()).id, 2)

    def test_records_are_searched_filtered_and_sorted(self):
        first, second = self.kept.add(self.new()), self.kept.add(self.second())
        self.assertEqual(self.kept.find(), [first, second])
        self.assertEqual(self.kept.find(reverse=True), [second, first])
        self.assertEqual(self.kept.find(search=<%= e.title.py2 %>.upper()), [second])
        self.assertEqual(self.kept.find(where={"<%= e.title.attr %>": <%= e.title.py %>}), [first])
        by_title = self.kept.find(sort="<%= e.title.attr %>")
        self.assertEqual(by_title, sorted(by_title, key=lambda record: str(record).casefold()))
        with self.assertRaises(InvalidError):
            self.kept.find(sort="no_such_field")

    def test_everything_comes_back_from_json_as_it_was(self):
        self.kept.add(self.new())
        self.kept.add(self.second())
        again = Database.from_json(self.database.to_json()).<%= e.table %>
        self.assertEqual(again.find(), self.kept.find())
        self.assertEqual(again.to_json(), self.kept.to_json())
<% for f in e.fields %>
<% if f.required and f.type != "boolean" %>

    def test_<%= f.attr %>_is_required(self):
        with self.assertRaises(InvalidError) as caught:
            self.kept.add(self.new(<%= f.attr %>=None))
        self.assertEqual(caught.exception.problems, {"<%= f.attr %>": "is required"})
<% elif f.type != "boolean" %>

    def test_<%= f.attr %>_may_be_missing(self):
        self.assertIsNone(self.kept.add(self.new(<%= f.attr %>=None)).<%= f.attr %>)
<% end %>
<% if f.unique %>

    def test_<%= f.attr %>_is_unique(self):
        self.kept.add(self.new())
        with self.assertRaisesRegex(InvalidError, "is taken already"):
            self.kept.add(self.new())
        self.kept.update(1, <%= f.attr %>=<%= f.py %>)
<% end %>
<% if f.type == "enum" %>

    def test_<%= f.attr %>_is_one_of_its_values(self):
        with self.assertRaisesRegex(InvalidError, "must be one of"):
            self.kept.add(self.new(<%= f.attr %>="no-such-value"))
<% end %>
<% end %>
<% for r in e.refs %>

    def test_<%= r.attr %>_must_exist(self):
        with self.assertRaisesRegex(InvalidError, "999 does not exist"):
            self.kept.add(self.new(<%= r.attr %>=999))
<% end %>
<% for c in e.children %>

    def test_it_is_not_removed_while_a_<%= c.snake %>_refers_to_it_as_<%= c.refAttr %>(self):
        target = any_<%= e.snake %>(self.database)
<% if c.name == e.name %>
        user = self.second()
        user.<%= c.refAttr %> = target.id
        self.kept.add(user)
<% else %>
        self.database.<%= c.table %>.add(new_<%= c.snake %>(self.database, <%= c.refAttr %>=target.id))
<% end %>
        with self.assertRaises(InUseError):
            self.kept.remove(target.id)
<% end %>


if __name__ == "__main__":
    unittest.main()
