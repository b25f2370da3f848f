services:
  app:
    build: .
    ports:
      - "${PORT:-3000}:3000"
    environment:
      SEED: "${SEED:-0}"
<% if features.auth %>
      SESSION_DAYS: "${SESSION_DAYS:-30}"
<% end %>
    volumes:
      - data:/data
    read_only: true
    tmpfs:
      - /tmp
    cap_drop:
      - ALL
    security_opt:
      - no-new-privileges:true
    restart: unless-stopped

volumes:
  data:
