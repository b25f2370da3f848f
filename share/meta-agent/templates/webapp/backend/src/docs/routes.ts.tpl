import { Router } from "express";
import type { Entity } from "../crud/entity.js";
import { describeApi, type OpenApi } from "./openapi.js";

/** The OpenAPI document, and a page that shows it. */
export function docsRouter(entities: Entity[]): Router {
  const api = describeApi(entities);
  const router = Router();
  router.get("/openapi.json", (_request, response) => {
    response.json(api);
  });
  router.get("/docs", (_request, response) => {
    response.type("html").send(page(api));
  });
  return router;
}

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 52rem; padding: 2rem 1rem; }
  h2 { font-size: 1.1rem; margin-top: 2rem; }
  details { border: 1px solid #8884; border-radius: 0.5rem; margin: 0.5rem 0; padding: 0.5rem 0.75rem; }
  summary { cursor: pointer; overflow-wrap: anywhere; }
  b { display: inline-block; font-family: ui-monospace, monospace; min-width: 4.5rem; text-transform: uppercase; }
  pre { font-size: 0.8rem; overflow-x: auto; }
`;

function page(api: OpenApi): string {
  const sections = Object.entries(api.paths).map(([path, operations]) => {
    const entries = Object.entries(operations).map(
      ([method, { summary, ...rest }]) =>
        `<details><summary><b>${method}</b> <code>/api${escape(path)}</code> ${escape(summary)}</summary>
         <pre>${escape(JSON.stringify(rest, null, 2))}</pre></details>`,
    );
    return `<h2>/api${escape(path)}</h2>${entries.join("")}`;
  });
  const title = `${escape(api.info.title)}: the API`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1>
    <p><a href="openapi.json">OpenAPI document</a></p>${sections.join("")}</body></html>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
