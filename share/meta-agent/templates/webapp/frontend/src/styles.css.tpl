@import "tailwindcss";

@theme {
  --font-sans: "Inter", ui-sans-serif, system-ui, sans-serif;
  --color-accent-50: var(--color-indigo-50);
  --color-accent-100: var(--color-indigo-100);
  --color-accent-500: var(--color-indigo-500);
  --color-accent-600: var(--color-indigo-600);
  --color-accent-700: var(--color-indigo-700);
}

@layer base {
  body {
    @apply bg-slate-50 text-slate-900 antialiased;
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
  @apply button bg-accent-600 text-white shadow-xs hover:bg-accent-700;
}

@utility button-secondary {
  @apply button border border-slate-300 bg-white text-slate-700 shadow-xs hover:bg-slate-50;
}

@utility button-danger {
  @apply button bg-red-600 text-white shadow-xs hover:bg-red-700;
}

@utility button-quiet {
  @apply button px-2 py-1.5 text-slate-500 hover:bg-slate-100 hover:text-slate-900;
}

@utility input {
  @apply block w-full rounded-lg border border-slate-300 bg-white px-3 py-2 text-base shadow-xs
    placeholder:text-slate-400 focus:border-accent-600 focus:outline-2 focus:outline-accent-100
    aria-invalid:border-red-500 sm:text-sm;
}

@utility card {
  @apply rounded-xl border border-slate-200 bg-white shadow-xs;
}
