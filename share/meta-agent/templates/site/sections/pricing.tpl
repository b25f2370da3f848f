      <section id="pricing" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Pricing</<% if onePage %>h2<% else %>h1<% end %>>
          <div class="scroll" tabindex="0" role="region" aria-label="Prices">
            <table>
<% if trade in ["product", "fitness"] %>
              <thead>
                <tr><th scope="col">Plan</th><th scope="col">For</th><th scope="col">Price</th></tr>
              </thead>
              <tbody>
                <tr><th scope="row">Starter</th><td>Trying it out</td><td>Free</td></tr>
                <tr><th scope="row">Regular</th><td>Everyday use</td><td>12.00 a month</td></tr>
                <tr><th scope="row">Plus</th><td>Teams and families</td><td>29.00 a month</td></tr>
              </tbody>
<% else %>
              <thead>
                <tr><th scope="col">What</th><th scope="col">For</th><th scope="col">Price</th></tr>
              </thead>
              <tbody>
                <tr><th scope="row">The small one</th><td>A first look</td><td>from 20.00</td></tr>
                <tr><th scope="row">The usual</th><td>What most people take</td><td>from 45.00</td></tr>
                <tr><th scope="row">Everything</th><td>When there is time</td><td>from 90.00</td></tr>
              </tbody>
<% end %>
            </table>
          </div>
          <p class="note">Sample prices: replace them with yours.</p>
        </div>
      </section>
