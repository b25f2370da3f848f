FROM node:<%= versions.node_image %> AS manifests
WORKDIR /app
COPY package.json package-lock.jso[n] ./

FROM manifests AS build
RUN npm install --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM manifests AS dependencies
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:<%= versions.node_image %>
ENV NODE_ENV=production PORT=3000 DATABASE_PATH=/data/<%= app.name %>.db
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=build /app/dist dist
COPY openapi.json ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server.js"]
