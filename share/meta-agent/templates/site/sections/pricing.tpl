      <section id="pricing" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Pricing</<% if onePage %>h2<% else %>h1<% end %>>
          <div class="scroll" tabindex="0" role="region" aria-label="Prices">
            <table>
              <thead>
                <tr><th scope="col">Plan</th><th scope="col">For</th><th scope="col">Price</th></tr>
              </thead>
              <tbody>
                <tr><th scope="row">Starter</th><td>Trying it out</td><td>Free</td></tr>
                <tr><th scope="row">Regular</th><td>Everyday use</td><td>12.00 a month</td></tr>
                <tr><th scope="row">Plus</th><td>Teams and families</td><td>29.00 a month</td></tr>
              </tbody>
            </table>
          </div>
        </div>
      </section>
