      <section id="faq" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>>Questions and answers</<% if onePage %>h2<% else %>h1<% end %>>
          <details>
            <summary>How do I get in touch?</summary>
            <p>By mail or by phone.</p>
          </details>
          <details>
            <summary>What does it cost?</summary>
            <p>That depends on what you need. Ask us, the answer is free.</p>
          </details>
          <details>
            <summary>Can I change my mind?</summary>
            <p>Yes: tell us as soon as you know.</p>
          </details>
          <p class="note">Sample answers: replace them with yours.</p>
        </div>
      </section>
