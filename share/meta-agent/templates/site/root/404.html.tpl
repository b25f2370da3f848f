<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>Page not found – <%= app.title %></title>
    <!-- Hosts show this page at any address, where no relative path would lead to a style sheet. -->
    <style>
      :root { color-scheme: light dark; }
      body { font: 1.125rem/1.6 system-ui, sans-serif; margin: 15vh auto; max-width: 36rem; padding: 0 1rem; }
    </style>
  </head>
  <body>
    <main>
      <h1>Page not found</h1>
      <p>There is nothing at this address. It may have moved, or never have been here.</p>
      <p><a href="/">To the start page of <%= app.title %></a></p>
    </main>
  </body>
</html>
