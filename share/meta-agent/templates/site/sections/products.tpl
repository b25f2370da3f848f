      <section id="products" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Products</<% if onePage %>h2<% else %>h1<% end %>>
          <ul class="gallery">
            <li>
              <figure>
                <img src="assets/picture-1.svg" alt="The first product, drawn as hills" width="640" height="480" loading="lazy">
                <figcaption>The classic: from 29.00</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-2.svg" alt="The second product, drawn as a lake" width="640" height="480" loading="lazy">
                <figcaption>The large one: from 49.00</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-3.svg" alt="The third product, drawn as fields" width="640" height="480" loading="lazy">
                <figcaption>The gift set: from 69.00</figcaption>
              </figure>
            </li>
          </ul>
          <p class="note">Sample products and prices: replace them with yours.</p>
        </div>
      </section>
