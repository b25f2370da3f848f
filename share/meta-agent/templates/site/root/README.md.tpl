# <%= app.title %>

> <%= app.summary %>

A static site: HTML and CSS, no framework, no build step, no script.

<% include "partials/missing.tpl" %>
## Look at it

Open `index.html` in a browser, or serve the folder:

```sh
python3 -m http.server 8000    # http://localhost:8000
```

## Publish it

Copy the folder to any web host (GitHub Pages, Netlify, a directory of nginx). `404.html` is shown by most hosts for
addresses that lead nowhere. Put your address in the place of `https://example.com` in `sitemap.xml` and `robots.txt`.

## Make it yours

These are samples to be replaced: the texts, names, prices and dates in the pages, the address `hello@example.com` and the phone
number, and the pictures in `assets`. Colours are the first lines of `assets/styles.css`.

| File | What it is |
|---|---|
| `index.html` | the start page |
<% if not onePage %>
<% for p in pages %>
| `<%= p %>.html` | the page "<% if p == "faq" %>FAQ<% elif p == "resume" %>Résumé<% elif p == "schedule" %><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %><% else %><%= p | title %><% end %>" |
<% end %>
<% end %>
<% if has.blog %>
| `posts/` | the entries of the blog; a new one is a copy, listed in `<% if onePage %>index.html<% else %>blog.html<% end %>` and `sitemap.xml` |
<% end %>
| `assets/` | style sheet and pictures |
| `404.html`, `robots.txt`, `sitemap.xml` | for visitors who are lost, and for search engines |
| `tests/` | what must be true of every page |

The header and the navigation stand in every page: a change to one belongs into all of them, and the tests tell where one was
forgotten.

## Test

```sh
npm test    # Node.js 20 or newer; nothing is installed
```

The tests read every page: links and their targets, headings, landmarks, alternative texts, ids, the sitemap, the contrast of
the colours.

## Licence

None has been chosen yet: add a `LICENSE` file before others are to use it.
