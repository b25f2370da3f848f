User-agent: *
Allow: /

Sitemap: https://example.com/sitemap.xml
