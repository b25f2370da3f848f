# <%= app.title %>: the contract

What the pages, the tests and the README agree on.

> <%= app.summary %>

- <% if onePage %>One page, `index.html`, with the sections<% else %>The start page `index.html`, and the pages<% end %> <% for p in pages %><% if not loop.first %>, <% end %>`<%= p %>`<% end %>.
- No script and nothing from other servers; links are relative, so that it works in any folder and from a disk.
- Light and dark by what the reader prefers, from 320 pixels of width on.
- Every page has a title of its own, one first-level heading, landmarks, and pictures with alternative texts.
