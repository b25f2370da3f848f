      <section id="location" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Location</<% if onePage %>h2<% else %>h1<% end %>>
          <address>
            12 Harbour Street<br>
            10115 Sampletown
          </address>
          <p><a href="https://www.openstreetmap.org/search?query=12%20Harbour%20Street">Show it on a map</a></p>
          <p class="note">A sample address: replace it, and the link, with yours.</p>
        </div>
      </section>
