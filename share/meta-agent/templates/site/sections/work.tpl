      <section id="work" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Work</<% if onePage %>h2<% else %>h1<% end %>>
          <ul class="gallery">
            <li>
              <figure>
                <img src="assets/picture-1.svg" alt="Cover of the first project: hills below a low sun" width="640" height="480" loading="lazy">
                <figcaption>Project one: identity and website</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-2.svg" alt="Cover of the second project: a lake between mountains" width="640" height="480" loading="lazy">
                <figcaption>Project two: a small product, end to end</figcaption>
              </figure>
            </li>
            <li>
              <figure>
                <img src="assets/picture-3.svg" alt="Cover of the third project: fields under a wide sky" width="640" height="480" loading="lazy">
                <figcaption>Project three: research and concept</figcaption>
              </figure>
            </li>
          </ul>
          <p class="note">Sample projects: replace them with yours.</p>
        </div>
      </section>
