/* Colours first: light, then dark where the reader prefers it. */
:root {
  color-scheme: light dark;
  --background: #fffdfa;
  --surface: #f5f1ea;
  --text: #1f2430;
  --muted: #5b6170;
  --line: #d9d3c7;
  --accent: <% if trade == "food" %>#9a3412<% elif trade == "music" %>#6d28d9<% elif trade == "wedding" %>#9d174d<% elif trade == "fitness" %>#166534<% elif trade == "service" %>#1d4ed8<% elif trade == "product" %>#4338ca<% elif trade == "photo" %>#334155<% else %>#0f766e<% end %>;
  --on-accent: #ffffff;
}

@media (prefers-color-scheme: dark) {
  :root {
    --background: #14161c;
    --surface: #1e212a;
    --text: #ecebe6;
    --muted: #aab0bd;
    --line: #353a46;
    --accent: <% if trade == "food" %>#fdba74<% elif trade == "music" %>#c4b5fd<% elif trade == "wedding" %>#f9a8d4<% elif trade == "fitness" %>#86efac<% elif trade == "service" %>#93c5fd<% elif trade == "product" %>#a5b4fc<% elif trade == "photo" %>#cbd5e1<% else %>#5eead4<% end %>;
    --on-accent: #14161c;
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

html {
  scroll-behavior: smooth;
  scroll-padding-top: 1rem;
}

body {
  background: var(--background);
  color: var(--text);
  display: flex;
  flex-direction: column;
  font: 1.0625rem/1.65 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  margin: 0;
  min-height: 100vh;
  overflow-wrap: break-word;
}

main {
  flex: 1;
}

h1,
h2,
h3 {
  line-height: 1.2;
  margin: 0 0 0.75rem;
  text-wrap: balance;
}

h1 {
  font-size: clamp(2rem, 1.4rem + 3vw, 3.25rem);
  letter-spacing: -0.02em;
}

h2 {
  font-size: clamp(1.4rem, 1.1rem + 1.4vw, 2rem);
}

h3 {
  font-size: 1.15rem;
}

p {
  margin: 0 0 1rem;
  max-width: 65ch;
}

a {
  color: var(--accent);
  text-underline-offset: 0.2em;
}

a:focus-visible,
summary:focus-visible,
.scroll:focus-visible {
  border-radius: 0.25rem;
  outline: 3px solid var(--accent);
  outline-offset: 3px;
}

img {
  display: block;
  height: auto;
  max-width: 100%;
}

.wrap {
  margin: 0 auto;
  max-width: 68rem;
  padding: 0 1.25rem;
}

.skip {
  background: var(--accent);
  color: var(--on-accent);
  left: 1rem;
  padding: 0.5rem 1rem;
  position: absolute;
  top: -4rem;
}

.skip:focus {
  top: 1rem;
}

.bar .wrap {
  align-items: center;
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 2rem;
  justify-content: space-between;
  padding-bottom: 1rem;
  padding-top: 1rem;
}

header.bar {
  border-bottom: 1px solid var(--line);
}

footer.bar {
  border-top: 1px solid var(--line);
  color: var(--muted);
}

footer.bar p {
  margin: 0;
}

.brand {
  color: var(--text);
  font-size: 1.2rem;
  font-weight: 700;
  text-decoration: none;
}

nav ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.25rem;
  list-style: none;
  margin: 0;
  padding: 0;
}

nav a {
  color: var(--text);
  display: inline-block;
  padding: 0.4rem 0;
  text-decoration: none;
}

nav a:hover,
nav a[aria-current] {
  color: var(--accent);
  text-decoration: underline;
}

.hero {
  background: var(--surface);
  padding: clamp(2.5rem, 8vw, 6rem) 0;
}

.hero .wrap {
  align-items: center;
  display: grid;
  gap: 2rem;
}

.hero img {
  border-radius: 1rem;
}

.lead {
  color: var(--muted);
  font-size: 1.25rem;
}

.section {
  padding: clamp(2.5rem, 6vw, 4.5rem) 0;
}

.section:nth-of-type(even) {
  background: var(--surface);
}

.button {
  background: var(--accent);
  border-radius: 0.5rem;
  color: var(--on-accent);
  display: inline-block;
  font-weight: 600;
  padding: 0.7rem 1.4rem;
  text-decoration: none;
}

.button:hover {
  filter: brightness(1.1);
}

.cards,
.gallery,
.posts,
.plain,
.dates,
.tags {
  list-style: none;
  margin: 0;
  padding: 0;
}

.cards,
.gallery {
  display: grid;
  gap: 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr));
}

.card {
  background: var(--background);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  margin: 0;
  padding: 1.25rem;
}

.card > :last-child,
.card p:last-child {
  margin-bottom: 0;
}

.gallery figure {
  margin: 0;
}

.gallery img {
  border-radius: 0.75rem;
  width: 100%;
}

figcaption,
.note,
blockquote footer {
  color: var(--muted);
  font-size: 0.95rem;
}

figcaption {
  margin-top: 0.5rem;
}

.menu {
  margin: 0 0 2rem;
}

.menu div {
  border-bottom: 1px solid var(--line);
  display: grid;
  grid-template-columns: 1fr auto;
  padding: 0.6rem 0;
}

.menu dt {
  font-weight: 600;
}

.menu dd {
  margin: 0;
}

.wrap > .note {
  margin-top: 1rem;
}

.menu .note {
  grid-column: 1;
}

.menu .price {
  font-variant-numeric: tabular-nums;
  grid-column: 2;
  grid-row: 1;
}

.scroll {
  overflow-x: auto;
}

table {
  border-collapse: collapse;
  min-width: 20rem;
  width: 100%;
}

th,
td {
  border-bottom: 1px solid var(--line);
  padding: 0.7rem 1rem 0.7rem 0;
  text-align: left;
}

.dates li {
  border-bottom: 1px solid var(--line);
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.5rem;
  padding: 0.6rem 0;
}

.dates li > :first-child {
  color: var(--muted);
  min-width: 10rem;
}

.tags {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
}

.tags li {
  border: 1px solid var(--line);
  border-radius: 1rem;
  padding: 0.15rem 0.8rem;
}

.plain li {
  margin-bottom: 0.75rem;
}

.posts li {
  border-bottom: 1px solid var(--line);
  padding: 1rem 0;
}

details {
  border-bottom: 1px solid var(--line);
  padding: 0.8rem 0;
}

summary {
  cursor: pointer;
  font-weight: 600;
}

details p {
  margin: 0.75rem 0 0;
}

address {
  font-style: normal;
  margin-bottom: 1rem;
}

@media (min-width: 48rem) {
  .hero .wrap {
    grid-template-columns: 1.1fr 1fr;
  }
}

@media (prefers-reduced-motion: reduce) {
  html {
    scroll-behavior: auto;
  }
}

@media print {
  header.bar,
  .skip {
    display: none;
  }
}
