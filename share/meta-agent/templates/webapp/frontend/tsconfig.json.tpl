{
  "extends": "../tsconfig.base.json",
  "compilerOptions": {
    "module": "ESNext",
    "moduleResolution": "bundler",
    "lib": ["ES2023", "DOM", "DOM.Iterable"],
    "jsx": "react-jsx",
    "types": ["vite/client", "node", "@testing-library/jest-dom/vitest"],
    "noEmit": true
  },
  "include": ["src", "vite.config.ts"]
}
