      <section id="contact" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Contact</<% if onePage %>h2<% else %>h1<% end %>>
          <p>Write to us, or call; we are glad to hear from you.</p>
          <ul class="plain">
            <li><a class="button" href="mailto:hello@example.com">hello@example.com</a></li>
            <li><a href="tel:+493023125000">+49 30 23125 000</a></li>
          </ul>
          <p class="note">A sample address and number: replace them with yours.</p>
        </div>
      </section>
