<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 420">
  <rect width="640" height="420" fill="<% if trade == "food" %>#fdba74<% elif trade == "music" %>#c4b5fd<% elif trade == "wedding" %>#f9a8d4<% elif trade == "fitness" %>#86efac<% elif trade == "service" %>#93c5fd<% elif trade == "product" %>#a5b4fc<% elif trade == "photo" %>#cbd5e1<% else %>#5eead4<% end %>"/>
  <circle cx="470" cy="130" r="70" fill="#fff" opacity="0.85"/>
  <path d="M0 300 Q160 190 320 280 T640 250 V420 H0 Z" fill="<% if trade == "food" %>#9a3412<% elif trade == "music" %>#6d28d9<% elif trade == "wedding" %>#9d174d<% elif trade == "fitness" %>#166534<% elif trade == "service" %>#1d4ed8<% elif trade == "product" %>#4338ca<% elif trade == "photo" %>#334155<% else %>#0f766e<% end %>" opacity="0.55"/>
  <path d="M0 350 Q200 260 380 340 T640 320 V420 H0 Z" fill="<% if trade == "food" %>#9a3412<% elif trade == "music" %>#6d28d9<% elif trade == "wedding" %>#9d174d<% elif trade == "fitness" %>#166534<% elif trade == "service" %>#1d4ed8<% elif trade == "product" %>#4338ca<% elif trade == "photo" %>#334155<% else %>#0f766e<% end %>"/>
</svg>
