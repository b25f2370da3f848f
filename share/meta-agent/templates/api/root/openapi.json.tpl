{
  "openapi": "3.1.0",
  "info": {"title": <%= app.title | json %>, "version": "0.1.0", "description": <%= app.summary | json %>},
  "servers": [{"url": "/api"}],
<% if features.auth %>
  "security": [{"token": []}],
<% end %>
  "tags": [
<% for e in entities %>
    {"name": <%= e.labels | json %>}<% if not loop.last %>,<% end %>
<% end %>
  ],
  "paths": {
    "/health": {
      "get": {
        "operationId": "health",
        "summary": "Tells whether the server and its database work",
        "security": [],
        "responses": {"200": {"description": "They do"}}
      }
    }<% if entities or features.auth %>,<% end %>
<% if features.auth %>
    "/auth/register": {
      "post": {
        "operationId": "register",
        "summary": "Opens an account and gives a token",
        "security": [],
        "requestBody": {
          "required": true,
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Registration"}}}
        },
        "responses": {
          "201": {"description": "The account and its token"},
          "400": {"$ref": "#/components/responses/Invalid"},
          "409": {"$ref": "#/components/responses/Conflict"}
        }
      }
    },
    "/auth/login": {
      "post": {
        "operationId": "login",
        "summary": "Gives a token for an e-mail address and its password",
        "security": [],
        "requestBody": {
          "required": true,
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Login"}}}
        },
        "responses": {
          "200": {"description": "The account and its token"},
          "401": {"$ref": "#/components/responses/Unauthorized"}
        }
      }
    },
    "/auth/me": {
      "get": {
        "operationId": "me",
        "summary": "The user whose token was sent",
        "responses": {
          "200": {"description": "The user"},
          "401": {"$ref": "#/components/responses/Unauthorized"}
        }
      }
    },
    "/auth/logout": {
      "post": {
        "operationId": "logout",
        "summary": "Makes the token worthless",
        "responses": {"204": {"description": "It is"}}
      }
    },
<% end %>
<% for e in entities %>
    "/<%= e.path %>": {
      "get": {
        "operationId": "list<%= e.vars | pascal %>",
        "summary": "Lists <%= e.labels | lower %>, the newest first",
        "tags": [<%= e.labels | json %>],
        "parameters": [
<% for p in e.parameters %>
          <%= p | json %><% if not loop.last %>,<% end %>
<% end %>
        ],
        "responses": {
          "200": {
            "description": "The records",
            "content": {
              "application/json": {
                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/<%= e.name %>"}}
              }
            }
          }
        }
      },
      "post": {
        "operationId": "create<%= e.name %>",
        "summary": "Creates one",
        "tags": [<%= e.labels | json %>],
        "requestBody": {"$ref": "#/components/requestBodies/<%= e.name %>"},
        "responses": {
          "201": {"$ref": "#/components/responses/<%= e.name %>"},
          "400": {"$ref": "#/components/responses/Invalid"},
          "409": {"$ref": "#/components/responses/Conflict"}
        }
      }
    },
    "/<%= e.path %>/{id}": {
      "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
      "get": {
        "operationId": "read<%= e.name %>",
        "summary": "Reads one",
        "tags": [<%= e.labels | json %>],
        "responses": {
          "200": {"$ref": "#/components/responses/<%= e.name %>"},
          "404": {"$ref": "#/components/responses/NotFound"}
        }
      },
      "put": {
        "operationId": "replace<%= e.name %>",
        "summary": "Replaces one as a whole",
        "tags": [<%= e.labels | json %>],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {"$ref": "#/components/schemas/<%= e.name %>Input"},
                  {"$ref": "#/components/schemas/Seen"}
                ]
              }
            }
          }
        },
        "responses": {
          "200": {"$ref": "#/components/responses/<%= e.name %>"},
          "400": {"$ref": "#/components/responses/Invalid"},
          "404": {"$ref": "#/components/responses/NotFound"},
          "409": {"$ref": "#/components/responses/Conflict"}
        }
      },
      "patch": {
        "operationId": "change<%= e.name %>",
        "summary": "Changes only the fields that are sent",
        "tags": [<%= e.labels | json %>],
        "requestBody": {
          "required": true,
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Seen"}}}
        },
        "responses": {
          "200": {"$ref": "#/components/responses/<%= e.name %>"},
          "400": {"$ref": "#/components/responses/Invalid"},
          "404": {"$ref": "#/components/responses/NotFound"},
          "409": {"$ref": "#/components/responses/Conflict"}
        }
      },
      "delete": {
        "operationId": "delete<%= e.name %>",
        "summary": "Deletes one",
        "tags": [<%= e.labels | json %>],
        "responses": {
          "204": {"description": "It is deleted"},
          "404": {"$ref": "#/components/responses/NotFound"}
        }
      }
    }<% if not loop.last %>,<% end %>
<% end %>
  },
  "components": {
<% if features.auth %>
    "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
<% end %>
    "requestBodies": {
<% for e in entities %>
      "<%= e.name %>": {
        "required": true,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/<%= e.name %>Input"}}}
      }<% if not loop.last %>,<% end %>
<% end %>
    },
    "responses": {
<% for e in entities %>
      "<%= e.name %>": {
        "description": "The <%= e.label | lower %>",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/<%= e.name %>"}}}
      },
<% end %>
<% if features.auth %>
      "Unauthorized": {
        "description": "No valid login",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
      },
<% end %>
      "Invalid": {
        "description": "Bad input, or an unknown reference",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
      },
      "NotFound": {
        "description": "No such record",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
      },
      "Conflict": {
        "description": "A unique value is taken, or the record has been changed meanwhile",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
      }
    },
    "schemas": {
<% if features.auth %>
      "Login": {
        "type": "object",
        "required": ["email", "password"],
        "properties": {"email": {"type": "string", "format": "email"}, "password": {"type": "string"}}
      },
      "Registration": {
        "type": "object",
        "required": ["name", "email", "password"],
        "properties": {
          "name": {"type": "string"},
          "email": {"type": "string", "format": "email"},
          "password": {"type": "string"}
        }
      },
<% end %>
<% for e in entities %>
      "<%= e.name %>Input": {
        "type": "object",
        "required": [<% for f in e.needed %><% if not loop.first %>, <% end %>"<%= f %>"<% end %>],
        "properties": {
<% for f in e.fields %>
<% if f.type == "integer" %>
          "<%= f.name %>": {"type": <% if f.required %>"integer"<% else %>["integer", "null"]<% end %><% if f.hasDefault and not f.moving %>, "default": <%= f.default | json %><% end %>}<% if not loop.last or e.refs or e.links %>,<% end %>
<% elif f.type in ["decimal", "money"] %>
          "<%= f.name %>": {"type": <% if f.required %>"number"<% else %>["number", "null"]<% end %><% if f.hasDefault and not f.moving %>, "default": <%= f.default | json %><% end %>}<% if not loop.last or e.refs or e.links %>,<% end %>
<% elif f.type == "rating" %>
          "<%= f.name %>": {"type": <% if f.required %>"integer"<% else %>["integer", "null"]<% end %>, "minimum": 1, "maximum": 5<% if f.hasDefault and not f.moving %>, "default": <%= f.default | json %><% end %>}<% if not loop.last or e.refs or e.links %>,<% end %>
<% elif f.type == "tags" %>
          "<%= f.name %>": {"type": ["array", "null"], "items": {"type": "string"}<% if f.hasDefault and not f.moving %>, "default": <%= f.default | json %><% end %>}<% if not loop.last or e.refs or e.links %>,<% end %>
<% elif f.type == "boolean" %>
          "<%= f.name %>": {"type": ["boolean", "null"]<% if f.hasDefault and not f.moving %>, "default": <%= f.default | json %><% end %>}<% if not loop.last or e.refs or e.links %>,<% end %>
<% elif f.type == "json" %>
          "<%= f.name %>": {}<% if not loop.last or e.refs or e.links %>,<% end %>
<% else %>
          "<%= f.name %>": {"type": <% if f.required %>"string"<% else %>["string", "null"]<% end %><% if f.type == "datetime" %>, "format": "date-time"<% elif f.type in ["date", "email"] %>, "format": "<%= f.type %>"<% elif f.type == "url" %>, "format": "uri"<% elif f.type in ["image", "file"] %>, "format": "uri-reference"<% elif f.type == "enum" %>, "enum": [<% for v in f.values %><% if not loop.first %>, <% end %><%= v | json %><% end %><% if not f.required %>, null<% end %>]<% end %><% if f.hasDefault and not f.moving %>, "default": <%= f.default | json %><% end %>}<% if not loop.last or e.refs or e.links %>,<% end %>
<% end %>
<% end %>
<% for r in e.refs %>
          "<%= r.name %>": {"type": <% if r.required %>"integer"<% else %>["integer", "null"]<% end %>, "description": "The id of <%= r.toLabel | lower | article %>"}<% if not loop.last or e.links %>,<% end %>
<% end %>
<% for l in e.links %>
          "<%= l.name %>": {"type": "array", "items": {"type": "integer"}, "description": "The ids of <%= l.label | lower %>"}<% if not loop.last %>,<% end %>
<% end %>
        }
      },
      "<%= e.name %>": {
        "allOf": [
          {"$ref": "#/components/schemas/<%= e.name %>Input"},
          {
            "type": "object",
            "required": ["id", "createdAt", "updatedAt"],
            "properties": {
              "id": {"type": "integer"},
              "createdAt": {"type": "string", "format": "date-time"},
              "updatedAt": {"type": "string", "format": "date-time"}
            }
          }
        ]
      },
<% end %>
      "Seen": {
        "type": "object",
        "properties": {
          "updatedAt": {
            "type": "string",
            "format": "date-time",
            "description": "The version that was seen; where it is no longer the last one, nothing is changed"
          }
        }
      },
      "Problem": {
        "type": "object",
        "required": ["error"],
        "properties": {
          "error": {"type": "string"},
          "fields": {"type": "object", "additionalProperties": {"type": "string"}}
        }
      }
    }
  }
}
