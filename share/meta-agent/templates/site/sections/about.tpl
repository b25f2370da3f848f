      <section id="about" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>About</<% if onePage %>h2<% else %>h1<% end %>>
          <p class="lead"><% if trade == "food" %>Made by hand, every day, from what the season has to offer.<% elif trade == "photo" %>Pictures that keep a moment as it was.<% elif trade == "person" %>Careful work, from the first sketch to the last detail.<% elif trade == "music" %>Songs, stages, and where to hear us next.<% elif trade == "wedding" %>We are getting married, and would love to have you with us.<% elif trade == "fitness" %>Move well, feel better: classes for every level.<% elif trade == "service" %>Good work, fair prices, and somebody who answers the phone.<% elif trade == "product" %>The simple way to get it done.<% elif trade == "stay" %>A quiet place to arrive.<% elif trade == "event" %>Talks, people, and a few good days.<% elif trade == "blog" %>Notes worth keeping.<% elif trade == "community" %>A place for everyone who wants to take part.<% else %>Everything there is to know, in one place.<% end %></p>
          <p><% if trade == "wedding" %>We are glad about everyone who celebrates with us.<% else %>What we do, we do with care, and we are glad about everyone who drops by.<% end %></p>
          <p class="note">A sample text: tell here who you are, since when, and what makes you different.</p>
        </div>
      </section>
