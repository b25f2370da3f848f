@import "tailwindcss";

@theme {
  --font-sans: "Inter", ui-sans-serif, system-ui, sans-serif;
  --color-accent-50: var(--color-indigo-50);
  --color-accent-100: var(--color-indigo-100);
  --color-accent-500: var(--color-indigo-500);
  --color-accent-600: var(--color-indigo-600);
  --color-accent-700: var(--color-indigo-700);
  --color-on-accent: #fff;
}
<% if features.dark_mode %>

/* The scale of greys is turned round, so that whatever is made of it follows. */
:root[data-theme="dark"] {
  color-scheme: dark;
  --color-white: oklch(0.21 0.03 265);
  --color-slate-50: oklch(0.16 0.03 265);
  --color-slate-100: oklch(0.26 0.03 260);
  --color-slate-200: oklch(0.31 0.03 260);
  --color-slate-300: oklch(0.4 0.03 257);
  --color-slate-400: oklch(0.6 0.03 257);
  --color-slate-500: oklch(0.68 0.03 257);
  --color-slate-600: oklch(0.76 0.02 256);
  --color-slate-700: oklch(0.85 0.015 255);
  --color-slate-900: oklch(0.96 0.005 250);
  --color-accent-50: oklch(0.29 0.08 277);
  --color-accent-100: oklch(0.36 0.1 277);
  --color-accent-500: var(--color-indigo-400);
  --color-accent-700: var(--color-indigo-300);
  --color-red-50: oklch(0.26 0.07 25);
  --color-red-200: oklch(0.4 0.11 25);
  --color-red-600: oklch(0.6 0.2 25);
  --color-red-700: oklch(0.72 0.15 22);
  --color-red-800: oklch(0.87 0.07 20);
}
<% end %>

@layer base {
  body {
    @apply bg-slate-50 text-slate-900 antialiased;
  }

  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }

  button:not(:disabled) {
    cursor: pointer;
  }
}

@utility button {
  @apply inline-flex items-center justify-center gap-2 rounded-lg px-4 py-2 text-sm font-medium
    transition-colors focus-visible:outline-2 focus-visible:outline-offset-2
    focus-visible:outline-accent-600 disabled:opacity-60;
}

@utility button-primary {
  @apply button border border-transparent bg-accent-600 text-on-accent shadow-xs hover:brightness-110;
}

@utility button-secondary {
  @apply button border border-slate-300 bg-white text-slate-700 shadow-xs hover:bg-slate-50;
}

@utility button-danger {
  @apply button border border-transparent bg-red-600 text-on-accent shadow-xs hover:brightness-110;
}

@utility button-quiet {
  @apply button px-2 py-1.5 text-slate-500 hover:bg-slate-100 hover:text-slate-900;
}

@utility input {
  @apply block min-h-9.5 w-full rounded-lg border border-slate-300 bg-white px-3 py-2 text-base shadow-xs
    placeholder:text-slate-400 focus:border-accent-600 focus:outline-2 focus:outline-accent-100
    aria-invalid:border-red-500 sm:text-sm;
}

@utility card {
  @apply rounded-xl border border-slate-200 bg-white shadow-xs;
}
