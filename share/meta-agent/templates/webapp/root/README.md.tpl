# <%= app.title %>

> <%= app.summary %>

A web application with a React front end and an Express API on SQLite, all in TypeScript.

<% include "partials/missing.tpl" %>
## Start

Node.js 20.19 or newer is all that is needed.

```sh
npm install
npm run dev        # development: http://localhost:5173, reloads on every change
```

```sh
npm run build
npm start          # production: front end and API on http://localhost:3000
```

Or in a container, with the data in a volume:

```sh
docker compose up --build
```
<% if features.auth %>

Open the page and register an account; there are no default users and no default passwords.
<% end %>

## Commands

| Command | What it does |
|---|---|
| `npm run dev` | API and front end in development |
| `npm run typecheck` | checks all types |
| `npm run lint` | looks for mistakes, by the rules of `.oxlintrc.json` |
| `npm test` | runs the tests of the API and the front end |
| `npm run e2e` | uses the application in Chromium, on a phone and on a desktop; says so where there is none |
| `npm run build` | builds both |
| `npm run seed` | fills an empty database with examples |
| `npm start` | serves what was built |

## Settings

Settings are environment variables, or lines of a `.env` file (see `.env.example`).

| Name | Default | Meaning |
|---|---|---|
| `PORT` | `3000` | port of the server |
| `DATABASE_PATH` | `data/<%= app.name %>.db` | the SQLite database; created and migrated on start<% if features.upload %>; uploaded files are in `files` beside it<% end %> |
| `SEED` | `0` | `1`: an empty database is filled with examples on start |
<% if features.auth %>
| `SESSION_DAYS` | `30` | days until a login expires |
<% end %>

## Where things are

```
backend/src/entities    what each kind of record consists of
backend/src/crud        the routes and the storage that all of them share
backend/src/db          database, migrations
backend/src/seed        examples for an empty database
<% if features.auth %>
backend/src/auth        accounts, passwords, tokens
<% end %>
backend/tests           API tests
frontend/src/api        types and calls of the API
frontend/src/components building blocks
<% if features.drag_drop %>
frontend/src/board      records in lanes, dragged from one to another
<% end %>
<% if features.calendar %>
frontend/src/calendar   the calendar, and what is on it
<% end %>
<% if features.markdown %>
frontend/src/markdown   text with headings, lists and links; HTML in it stays text
<% end %>
frontend/src/features   the pages of each kind of record, with their tests
docs/contract.md        what both sides agree on
```

To add a field: extend the entity in `backend/src/entities`, append a migration in `backend/src/db/migrations.ts`,
then the type in `frontend/src/api/types.ts` and the form in `frontend/src/features`.

## Data

<% for e in entities %>
### <%= e.label %>

<% include "partials/field-rows.tpl" %>

<% end %>
## API

<% if features.auth %>
Everything but `health`, `register` and `login` needs the header `Authorization: Bearer <token>`.

<% end %>
<% include "partials/endpoints.tpl" %>

Errors are `{ "error": "…", "fields": { … } }`; [docs/contract.md](docs/contract.md) has the details.
<% if features.auth %>

```sh
curl -s localhost:3000/api/auth/register -H 'Content-Type: application/json' \
  -d '{"name": "Ada", "email": "ada@example.com", "password": "correct horse"}'
```
<% end %>
