      <section id="services" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Services</<% if onePage %>h2<% else %>h1<% end %>>
<% if trade == "fitness" %>
          <ul class="cards">
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Personal training</<% if onePage %>h3<% else %>h2<% end %>>
              <p>One hour, one coach, one plan that fits you.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Group classes</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Small groups in the morning and the evening.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Nutrition</<% if onePage %>h3<% else %>h2<% end %>>
              <p>A plan that survives everyday life.</p>
            </li>
          </ul>
<% else %>
          <ul class="cards">
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Consultation</<% if onePage %>h3<% else %>h2<% end %>>
              <p>We listen first: what you need, and what you do not.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>The work itself</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Done on time, at the price that was agreed.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Afterwards</<% if onePage %>h3<% else %>h2<% end %>>
              <p>We are there when a question comes up later.</p>
            </li>
          </ul>
<% end %>
          <p class="note">Sample services: replace them with yours.</p>
        </div>
      </section>
