      <section id="blog" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Blog</<% if onePage %>h2<% else %>h1<% end %>>
          <ul class="posts">
            <li>
              <article>
                <<% if onePage %>h3<% else %>h2<% end %>><a href="posts/welcome.html">Welcome</a></<% if onePage %>h3<% else %>h2<% end %>>
                <p class="note"><time datetime="2026-02-20">20 February 2026</time></p>
                <p>Why there is a blog here now, and what it is going to be about.</p>
              </article>
            </li>
            <li>
              <article>
                <<% if onePage %>h3<% else %>h2<% end %>><a href="posts/behind-the-scenes.html">Behind the scenes</a></<% if onePage %>h3<% else %>h2<% end %>>
                <p class="note"><time datetime="2026-01-15">15 January 2026</time></p>
                <p>A look at how the work is done when nobody is watching.</p>
              </article>
            </li>
          </ul>
        </div>
      </section>
