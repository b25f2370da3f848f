      <section id="team" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Team</<% if onePage %>h2<% else %>h1<% end %>>
          <ul class="cards">
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Alex Sample</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Founder. Knows where everything is.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Robin Sample</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Looks after people and appointments.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Kim Sample</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Makes sure that it works.</p>
            </li>
          </ul>
          <p class="note">Sample people: replace them with yours.</p>
        </div>
      </section>
