<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title><%= app.title %></title>
    <meta name="description" content="<%= app.title %>: <% if trade == "food" %>Made by hand, every day, from what the season has to offer.<% elif trade == "photo" %>Pictures that keep a moment as it was.<% elif trade == "person" %>Careful work, from the first sketch to the last detail.<% elif trade == "music" %>Songs, stages, and where to hear us next.<% elif trade == "wedding" %>We are getting married, and would love to have you with us.<% elif trade == "fitness" %>Move well, feel better: classes for every level.<% elif trade == "service" %>Good work, fair prices, and somebody who answers the phone.<% elif trade == "product" %>The simple way to get it done.<% elif trade == "stay" %>A quiet place to arrive.<% elif trade == "event" %>Talks, people, and a few good days.<% elif trade == "blog" %>Notes worth keeping.<% elif trade == "community" %>A place for everyone who wants to take part.<% else %>Everything there is to know, in one place.<% end %>">
    <link rel="icon" type="image/svg+xml" href="assets/favicon.svg">
    <link rel="stylesheet" href="assets/styles.css">
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header class="bar">
      <div class="wrap">
        <a class="brand" href="index.html" aria-current="page"><%= app.title %></a>
        <nav aria-label="Main">
          <ul>
<% for x in pages %>
            <li><a href="<% if onePage %>#<%= x %><% else %><%= x %>.html<% end %>"><% if x == "faq" %>FAQ<% elif x == "resume" %>Résumé<% elif x == "schedule" %><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %><% else %><%= x | title %><% end %></a></li>
<% end %>
          </ul>
        </nav>
      </div>
    </header>
    <main id="content">
      <section class="hero">
        <div class="wrap">
          <div>
            <h1><%= app.title %></h1>
            <p class="lead"><% if trade == "food" %>Made by hand, every day, from what the season has to offer.<% elif trade == "photo" %>Pictures that keep a moment as it was.<% elif trade == "person" %>Careful work, from the first sketch to the last detail.<% elif trade == "music" %>Songs, stages, and where to hear us next.<% elif trade == "wedding" %>We are getting married, and would love to have you with us.<% elif trade == "fitness" %>Move well, feel better: classes for every level.<% elif trade == "service" %>Good work, fair prices, and somebody who answers the phone.<% elif trade == "product" %>The simple way to get it done.<% elif trade == "stay" %>A quiet place to arrive.<% elif trade == "event" %>Talks, people, and a few good days.<% elif trade == "blog" %>Notes worth keeping.<% elif trade == "community" %>A place for everyone who wants to take part.<% else %>Everything there is to know, in one place.<% end %></p>
<% for x in pages %>
<% if loop.first %>
            <p><a class="button" href="<% if onePage %>#<%= x %><% else %><%= x %>.html<% end %>"><% if x == "about" %>More about us<% elif x == "faq" %>Questions and answers<% elif x == "resume" %>See the résumé<% elif x == "schedule" %><% if trade in ["event", "wedding"] %>See the programme<% else %>See the opening hours<% end %><% else %>See <%= x | lower %><% end %></a></p>
<% end %>
<% end %>
          </div>
          <img src="assets/hero.svg" alt="" width="640" height="420">
        </div>
      </section>
<% if onePage %>
<% if has.about %>
<% include "sections/about.tpl" %>
<% end %>
<% if has.services %>
<% include "sections/services.tpl" %>
<% end %>
<% if has.features %>
<% include "sections/features.tpl" %>
<% end %>
<% if has.menu %>
<% include "sections/menu.tpl" %>
<% end %>
<% if has.products %>
<% include "sections/products.tpl" %>
<% end %>
<% if has.work %>
<% include "sections/work.tpl" %>
<% end %>
<% if has.gallery %>
<% include "sections/gallery.tpl" %>
<% end %>
<% if has.team %>
<% include "sections/team.tpl" %>
<% end %>
<% if has.pricing %>
<% include "sections/pricing.tpl" %>
<% end %>
<% if has.schedule %>
<% include "sections/schedule.tpl" %>
<% end %>
<% if has.events %>
<% include "sections/events.tpl" %>
<% end %>
<% if has.testimonials %>
<% include "sections/testimonials.tpl" %>
<% end %>
<% if has.resume %>
<% include "sections/resume.tpl" %>
<% end %>
<% if has.blog %>
<% include "sections/blog.tpl" %>
<% end %>
<% if has.faq %>
<% include "sections/faq.tpl" %>
<% end %>
<% if has.location %>
<% include "sections/location.tpl" %>
<% end %>
<% if has.contact %>
<% include "sections/contact.tpl" %>
<% end %>
<% elif pages %>
      <section class="section">
        <div class="wrap">
          <h2>What you find here</h2>
          <ul class="cards">
<% for x in pages %>
            <li class="card">
              <h3><a href="<%= x %>.html"><% if x == "faq" %>FAQ<% elif x == "resume" %>Résumé<% elif x == "schedule" %><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %><% else %><%= x | title %><% end %></a></h3>
              <p><% if x == "about" %>Who we are, and how it began.<% elif x == "menu" %>What there is to eat and drink.<% elif x == "gallery" %>Pictures worth a second look.<% elif x == "contact" %>How to reach us.<% elif x == "blog" %>News and notes.<% elif x == "pricing" %>What it costs.<% elif x == "schedule" %><% if trade in ["event", "wedding"] %>What happens when.<% else %>When we are there.<% end %><% elif x == "events" %>The next dates.<% elif x == "team" %>The people behind it.<% elif x == "services" %>What we do for you.<% elif x == "work" %>A few projects.<% elif x == "faq" %>Answers to what is often asked.<% elif x == "location" %>How to find us.<% elif x == "products" %>What we make.<% elif x == "testimonials" %>What others say.<% elif x == "resume" %>Experience and skills.<% else %>What it can do.<% end %></p>
            </li>
<% end %>
          </ul>
        </div>
      </section>
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
