<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="8" fill="<% if trade == "food" %>#9a3412<% elif trade == "music" %>#6d28d9<% elif trade == "wedding" %>#9d174d<% elif trade == "fitness" %>#166534<% elif trade == "service" %>#1d4ed8<% elif trade == "product" %>#4338ca<% elif trade == "photo" %>#334155<% else %>#0f766e<% end %>"/>
  <circle cx="16" cy="16" r="7" fill="#fff"/>
</svg>
