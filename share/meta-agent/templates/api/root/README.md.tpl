# <%= app.title %>

> <%= app.summary %>

An HTTP API in TypeScript: Express on SQLite. It has no user interface; `openapi.json` describes it.

<% include "partials/missing.tpl" %>
## Start

Node.js 20.19 or newer is all that is needed.

```sh
npm install
npm run dev        # http://localhost:3000/api; restarts on what `npm run watch` compiles beside it
```

```sh
npm run build
npm start          # http://localhost:3000/api
```

Or in a container, with the data in a volume:

```sh
docker compose up --build
```
<% if features.auth %>

There are no default users and no default passwords: an account is opened by `POST /api/auth/register`.
<% end %>

## Commands

| Command | What it does |
|---|---|
| `npm run dev` | builds and starts it, and starts it again when the build changes |
| `npm run watch` | builds on every change |
| `npm run typecheck` | checks all types |
| `npm run lint` | looks for mistakes, by the rules of `.oxlintrc.json` |
| `npm test` | runs the tests |
| `npm run build` | compiles to `dist` |
| `npm run seed` | fills an empty database with examples |
| `npm start` | starts what was built |

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
src/entities      what each kind of record consists of
src/crud          the routes and the storage that all of them share
src/db            database, migrations
src/seed          examples for an empty database
<% if features.auth %>
src/auth          accounts, passwords, tokens
<% end %>
tests             tests of every route
openapi.json      the API as OpenAPI 3.1, served as /api/openapi.json
docs/contract.md  the rules that hold for all routes
```

To add a field: extend the entity in `src/entities`, append a migration in `src/db/migrations.ts`, and add it to
`openapi.json`.

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

## Licence

None has been chosen yet: add a `LICENSE` file before others are to use it.
