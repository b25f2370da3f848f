<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title><% if p == "faq" %>FAQ<% elif p == "resume" %>Résumé<% elif p == "schedule" %><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %><% else %><%= p | title %><% end %> – <%= app.title %></title>
    <meta name="description" content="<% if p == "faq" %>FAQ<% elif p == "resume" %>Résumé<% elif p == "schedule" %><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %><% else %><%= p | title %><% end %> of <%= app.title %>">
    <link rel="icon" type="image/svg+xml" href="assets/favicon.svg">
    <link rel="stylesheet" href="assets/styles.css">
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header class="bar">
      <div class="wrap">
        <a class="brand" href="index.html"><%= app.title %></a>
        <nav aria-label="Main">
          <ul>
<% for x in pages %>
            <li><a href="<% if onePage %>#<%= x %><% else %><%= x %>.html<% end %>"<% if x == p %> aria-current="page"<% end %>><% if x == "faq" %>FAQ<% elif x == "resume" %>Résumé<% elif x == "schedule" %><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %><% else %><%= x | title %><% end %></a></li>
<% end %>
          </ul>
        </nav>
      </div>
    </header>
    <main id="content">
<% if p == "about" %>
<% include "sections/about.tpl" %>
<% elif p == "services" %>
<% include "sections/services.tpl" %>
<% elif p == "features" %>
<% include "sections/features.tpl" %>
<% elif p == "menu" %>
<% include "sections/menu.tpl" %>
<% elif p == "products" %>
<% include "sections/products.tpl" %>
<% elif p == "work" %>
<% include "sections/work.tpl" %>
<% elif p == "gallery" %>
<% include "sections/gallery.tpl" %>
<% elif p == "team" %>
<% include "sections/team.tpl" %>
<% elif p == "pricing" %>
<% include "sections/pricing.tpl" %>
<% elif p == "schedule" %>
<% include "sections/schedule.tpl" %>
<% elif p == "events" %>
<% include "sections/events.tpl" %>
<% elif p == "testimonials" %>
<% include "sections/testimonials.tpl" %>
<% elif p == "resume" %>
<% include "sections/resume.tpl" %>
<% elif p == "blog" %>
<% include "sections/blog.tpl" %>
<% elif p == "faq" %>
<% include "sections/faq.tpl" %>
<% elif p == "location" %>
<% include "sections/location.tpl" %>
<% elif p == "contact" %>
<% include "sections/contact.tpl" %>
<% end %>
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
