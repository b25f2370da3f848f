      <section id="testimonials" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Testimonials</<% if onePage %>h2<% else %>h1<% end %>>
          <div class="cards">
            <blockquote class="card"><p>Exactly what we had hoped for, and a day earlier.</p><footer>A sample customer</footer></blockquote>
            <blockquote class="card"><p>Friendly, thorough, and honest about what is not needed.</p><footer>Another sample customer</footer></blockquote>
          </div>
          <p class="note">Sample words: replace them with what was really said.</p>
        </div>
      </section>
