{
  "name": "<%= app.name %>-frontend",
  "version": "0.1.0",
  "private": true,
  "type": "module",
  "scripts": {
    "dev": "vite",
    "build": "vite build",
    "typecheck": "tsc --noEmit",
    "test": "vitest run"
  },
  "dependencies": {
    "react": "<%= versions.react %>",
    "react-dom": "<%= versions.react %>",
    "react-router": "<%= versions.react_router %>"
  },
  "devDependencies": {
    "@tailwindcss/vite": "<%= versions.tailwindcss %>",
    "@testing-library/dom": "<%= versions.testing_library_dom %>",
    "@testing-library/jest-dom": "<%= versions.testing_library_jest_dom %>",
    "@testing-library/react": "<%= versions.testing_library_react %>",
    "@types/node": "<%= versions.types_node %>",
    "@types/react": "<%= versions.types_react %>",
    "@types/react-dom": "<%= versions.types_react_dom %>",
    "@vitejs/plugin-react": "<%= versions.vite_react %>",
    "jsdom": "<%= versions.jsdom %>",
    "tailwindcss": "<%= versions.tailwindcss %>",
    "typescript": "<%= versions.typescript %>",
    "vite": "<%= versions.vite %>",
    "vitest": "<%= versions.vitest %>"
  }
}
