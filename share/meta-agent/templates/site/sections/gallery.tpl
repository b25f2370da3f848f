      <section id="gallery" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Gallery</<% if onePage %>h2<% else %>h1<% end %>>
          <ul class="gallery">
            <li>
              <figure>
                <img src="assets/picture-1.svg" alt="Hills below a low sun" width="640" height="480" loading="lazy">
                <figcaption>Morning</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-2.svg" alt="A lake between two mountains" width="640" height="480" loading="lazy">
                <figcaption>At the water</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-3.svg" alt="Fields under a wide sky" width="640" height="480" loading="lazy">
                <figcaption>Summer</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-4.svg" alt="A tree on a hill at dusk" width="640" height="480" loading="lazy">
                <figcaption>Evening</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-5.svg" alt="Waves under clouds" width="640" height="480" loading="lazy">
                <figcaption>The sea</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-6.svg" alt="Stars over a dark ridge" width="640" height="480" loading="lazy">
                <figcaption>Night</figcaption>
              </figure>
            </li>
          </ul>
          <p class="note">Sample pictures: replace them with yours.</p>
        </div>
      </section>
