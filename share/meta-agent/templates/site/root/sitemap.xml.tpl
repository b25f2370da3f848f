<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc>https://example.com/</loc></url>
<% if not onePage %>
<% for p in pages %>
  <url><loc>https://example.com/<%= p %>.html</loc></url>
<% end %>
<% end %>
<% if has.blog %>
  <url><loc>https://example.com/posts/welcome.html</loc></url>
  <url><loc>https://example.com/posts/behind-the-scenes.html</loc></url>
<% end %>
</urlset>
