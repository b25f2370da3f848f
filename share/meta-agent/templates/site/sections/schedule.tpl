      <section id="schedule" class="section">
        <div class="wrap">
          <<% if onePage %>h2<% else %>h1<% end %>><% if trade in ["event", "wedding"] %>Programme<% else %>Opening hours<% end %></<% if onePage %>h2<% else %>h1<% end %>>
          <div class="scroll" tabindex="0" role="region" aria-label="Times">
            <table>
<% if trade in ["event", "wedding"] %>
              <thead>
                <tr><th scope="col">Time</th><th scope="col">What</th></tr>
              </thead>
              <tbody>
                <tr><th scope="row">10:00</th><td>Arrival and welcome</td></tr>
                <tr><th scope="row">12:30</th><td>Lunch</td></tr>
                <tr><th scope="row">14:00</th><td>The main part of the day</td></tr>
                <tr><th scope="row">19:00</th><td>Dinner, and what comes after</td></tr>
              </tbody>
<% else %>
              <thead>
                <tr><th scope="col">Day</th><th scope="col">Hours</th></tr>
              </thead>
              <tbody>
                <tr><th scope="row">Monday to Friday</th><td>8:00 to 18:00</td></tr>
                <tr><th scope="row">Saturday</th><td>9:00 to 16:00</td></tr>
                <tr><th scope="row">Sunday</th><td>Closed</td></tr>
              </tbody>
<% end %>
            </table>
          </div>
          <p class="note">Sample times: replace them with yours.</p>
        </div>
      </section>
