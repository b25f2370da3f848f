| Method and path | What it does |
|---|---|
| `GET /api/health` | tells whether the server and its database work |
<% if features.auth %>
| `POST /api/auth/register` | opens an account (`name`, `email`, `password`) and gives a token |
| `POST /api/auth/login` | gives a token for `email` and `password` |
| `GET /api/auth/me` | the user whose token was sent |
| `POST /api/auth/logout` | makes the token worthless |
<% end %>
<% for e in entities %>
| `GET /api/<%= e.path %>` | lists <%= e.labels | lower %>, the newest first |
| `POST /api/<%= e.path %>` | creates one |
| `GET /api/<%= e.path %>/:id` | reads one |
| `PUT /api/<%= e.path %>/:id` | replaces one as a whole |
| `PATCH /api/<%= e.path %>/:id` | changes only the fields that are sent |
| `DELETE /api/<%= e.path %>/:id` | deletes one |
<% end %>
