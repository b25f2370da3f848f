      <section id="resume" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Résumé</<% if onePage %>h2<% else %>h1<% end %>>
          <<% if onePage %>h3<% else %>h2<% end %>>Experience</<% if onePage %>h3<% else %>h2<% end %>>
          <ul class="dates">
            <li><span>2022 to today</span> <span>Senior position, Sample Company</span></li>
            <li><span>2018 to 2022</span> <span>First position, Example Ltd</span></li>
          </ul>
          <<% if onePage %>h3<% else %>h2<% end %>>Education</<% if onePage %>h3<% else %>h2<% end %>>
          <ul class="dates">
            <li><span>2018</span> <span>Degree, Example University</span></li>
          </ul>
          <<% if onePage %>h3<% else %>h2<% end %>>Skills</<% if onePage %>h3<% else %>h2<% end %>>
          <ul class="tags"><li>Planning</li><li>Design</li><li>Writing</li><li>Code</li></ul>
          <p class="note">Sample positions and skills: replace them with yours.</p>
        </div>
      </section>
