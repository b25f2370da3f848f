| Method and path | What it does |
|---|---|
| `GET /api/health` | tells whether the server and its database work |
<% if features.auth %>
| `POST /api/auth/register` | opens an account (`name`, `email`, `password`) and gives a token |
| `POST /api/auth/login` | gives a token for `email` and `password` |
| `GET /api/auth/me` | the user whose token was sent |
| `POST /api/auth/logout` | makes the token worthless |
<% end %>
<% if features.roles %>
| `GET /api/app/users` | lists all accounts; for administrators |
| `PATCH /api/app/users/:id` | gives an account another `role` (`admin`, `member`) |
<% end %>
<% if features.audit_log %>
| `GET /api/app/audit` | the latest changes: who, what, when |
<% end %>
<% if features.api_docs %>
| `GET /api/app/openapi.json` | the description of the API (OpenAPI 3.1) |
| `GET /api/app/docs` | the same as a page |
<% end %>
<% if features.upload %>
| `POST /api/app/files` | keeps the file that is its body (an image or a PDF, 10 MB at most) and gives its `url` |
| `GET /api/app/files/:name` | a file that was kept |
<% end %>
<% if features.dashboard %>
| `GET /api/app/stats` | totals, months, shares and sums for the dashboard |
<% end %>
<% for e in entities %>
| `GET /api/<%= e.path %>` | lists <%= e.labels | lower %>, the newest first |
| `POST /api/<%= e.path %>` | creates one |
| `GET /api/<%= e.path %>/:id` | reads one |
| `PUT /api/<%= e.path %>/:id` | replaces one as a whole |
| `PATCH /api/<%= e.path %>/:id` | changes only the fields that are sent |
| `DELETE /api/<%= e.path %>/:id` | deletes one |
<% if features.export_csv %>
| `GET /api/<%= e.path %>/export.csv` | the list as a CSV file |
<% end %>
<% if features.import_csv %>
| `POST /api/<%= e.path %>/import` | adds the records of a CSV file (`text/csv`), all or none |
<% end %>
<% end %>
