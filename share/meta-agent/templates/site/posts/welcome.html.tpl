<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Welcome – <%= app.title %></title>
    <meta name="description" content="Welcome, an entry of <%= app.title %>">
    <link rel="icon" type="image/svg+xml" href="../assets/favicon.svg">
    <link rel="stylesheet" href="../assets/styles.css">
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header class="bar">
      <div class="wrap">
        <a class="brand" href="../index.html"><%= app.title %></a>
        <nav aria-label="Main">
          <ul>
<% for x in pages %>
            <li><a href="../<% if onePage %>index.html#<%= x %><% else %><%= x %>.html<% end %>"><% if x == "faq" %>FAQ<% elif x == "resume" %>Résumé<% elif x == "schedule" %><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %><% else %><%= x | title %><% end %></a></li>
<% end %>
          </ul>
        </nav>
      </div>
    </header>
    <main id="content">
      <article class="section">
        <div class="wrap">
          <h1>Welcome</h1>
          <p class="note"><time datetime="2026-02-20">20 February 2026</time></p>
          <p>This is the first entry, and a sample. Replace it with what you have to tell.</p>
          <p>A good beginning is short: what is new, for whom, and where to read on.</p>
          <p><a href="../<% if onePage %>index.html#blog<% else %>blog.html<% end %>">All entries</a></p>
        </div>
      </article>
    </main>
    <footer class="bar">
      <div class="wrap">
        <p><%= app.title %></p>
<% if has.contact %>
        <p><a href="mailto:hello@example.com">hello@example.com</a></p>
<% end %>
      </div>
    </footer>
  </body>
</html>
