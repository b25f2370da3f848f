      <section id="events" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Events</<% if onePage %>h2<% else %>h1<% end %>>
          <ol class="dates">
            <li><time datetime="2027-05-14">14 May 2027</time> <span>An evening for beginners</span></li>
            <li><time datetime="2027-06-18">18 June 2027</time> <span>Open house</span></li>
            <li><time datetime="2027-07-09">9 July 2027</time> <span>Summer celebration</span></li>
          </ol>
          <p class="note">Sample dates: replace them with yours.</p>
        </div>
      </section>
