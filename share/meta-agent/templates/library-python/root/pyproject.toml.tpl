[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "<%= app.name %>"
version = "0.1.0"
description = <%= app.summary | json %>
readme = "README.md"
requires-python = ">=3.10"
dependencies = []
<% if cli %>

[project.scripts]
<%= app.name %> = "<%= app.module %>.cli:run"
<% end %>

[tool.setuptools.packages.find]
where = ["src"]

[tool.setuptools.package-data]
<%= app.module %> = ["py.typed"]
