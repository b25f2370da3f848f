      <section id="menu" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Menu</<% if onePage %>h2<% else %>h1<% end %>>
          <<% if onePage %>h3<% else %>h2<% end %>>Drinks</<% if onePage %>h3<% else %>h2<% end %>>
          <dl class="menu">
            <div>
              <dt>Espresso</dt>
              <dd class="note">Single origin, roasted in town</dd>
              <dd class="price">2.40</dd>
            </div>
            <div>
              <dt>Flat white</dt>
              <dd class="note">Two shots, steamed milk</dd>
              <dd class="price">3.60</dd>
            </div>
            <div>
              <dt>Fresh mint tea</dt>
              <dd class="note">By the pot</dd>
              <dd class="price">3.20</dd>
            </div>
          </dl>
          <<% if onePage %>h3<% else %>h2<% end %>>To eat</<% if onePage %>h3<% else %>h2<% end %>>
          <dl class="menu">
            <div>
              <dt>Soup of the day</dt>
              <dd class="note">With bread</dd>
              <dd class="price">6.50</dd>
            </div>
            <div>
              <dt>Seasonal salad</dt>
              <dd class="note">What the market has</dd>
              <dd class="price">8.90</dd>
            </div>
            <div>
              <dt>Cake</dt>
              <dd class="note">Baked this morning</dd>
              <dd class="price">3.80</dd>
            </div>
          </dl>
          <p class="note">Sample dishes and prices: replace them with yours.</p>
        </div>
      </section>
