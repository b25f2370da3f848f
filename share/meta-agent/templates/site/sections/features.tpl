      <section id="features" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Features</<% if onePage %>h2<% else %>h1<% end %>>
          <ul class="cards">
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Quick to start</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Running in minutes, without reading a manual first.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Clear</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Everything in its place, nothing in the way.</p>
            </li>
            <li class="card">
              <<% if onePage %>h3<% else %>h2<% end %>>Yours</<% if onePage %>h3<% else %>h2<% end %>>
              <p>Your data belongs to you and can be taken along.</p>
            </li>
          </ul>
          <p class="note">Sample features: replace them with yours.</p>
        </div>
      </section>
