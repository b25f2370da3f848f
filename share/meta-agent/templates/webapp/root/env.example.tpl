# Copy to .env and adapt. Every value is optional; the defaults are shown.

# Port of the HTTP server.
PORT=3000

# Where the SQLite database lives, relative to the project's root.
DATABASE_PATH=data/<%= app.name %>.db

# 1: an empty database is filled with examples on start.
SEED=0
<% if features.auth %>

# Days until a login expires.
SESSION_DAYS=30
<% end %>
