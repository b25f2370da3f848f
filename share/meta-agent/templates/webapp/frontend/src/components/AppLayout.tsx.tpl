import { useState } from "react";
import { NavLink, Outlet } from "react-router";
<% if features.auth %>
import { useAuth } from "../auth/useAuth";
<% end %>
import * as Icons from "./icons";
<% if features.dark_mode %>
import { ThemeButton } from "./ThemeButton";
<% end %>

<% if features.roles %>
const links: { to: string; label: string; admin?: boolean }[] = [
<% else %>
const links = [
<% end %>
<% if features.dashboard %>
  { to: "/", label: "Dashboard" },
<% end %>
<% if features.drag_drop %>
<% for b in boards %>
  { to: "/app/board/<%= b.path %>", label: "<%= b.title %>" },
<% end %>
<% end %>
<% if features.calendar %>
  { to: "/app/calendar", label: "Calendar" },
<% end %>
<% for e in entities %>
  { to: "/<%= e.path %>", label: "<%= e.labels %>" },
<% end %>
<% if features.audit_log %>
  { to: "/app/activity", label: "Activity" },
<% end %>
<% if features.roles %>
  { to: "/app/users", label: "Users", admin: true },
<% end %>
];

function linkClass({ isActive }: { isActive: boolean }): string {
  const colours = isActive ? "bg-accent-50 text-accent-700" : "text-slate-600 hover:bg-slate-100";
  return `block rounded-lg px-3 py-2 text-sm font-medium ${colours}`;
}

/** The frame around every page: a sidebar on wide screens, a menu on narrow ones. */
export function AppLayout() {
  const [open, setOpen] = useState(false);
<% if features.auth %>
  const { user, logOut } = useAuth();
<% end %>

  return (
    <div className="min-h-dvh md:grid md:grid-cols-[15rem_1fr]">
      <a
        href="#content"
        className="sr-only rounded-lg bg-accent-600 text-sm font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-20 focus:px-4 focus:py-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 z-10 border-b border-slate-200 bg-white md:flex md:h-dvh md:flex-col md:border-r md:border-b-0">
        <div className="flex items-center justify-between py-3 pr-2 pl-4 md:py-5 md:pl-6">
          <span className="text-lg font-semibold tracking-tight"><%= app.title %></span>
          <div className="flex">
<% if features.dark_mode %>
            <ThemeButton />
<% end %>
            <button
              type="button"
              className="button-quiet md:hidden"
              aria-label="Menu"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <Icons.Menu />
            </button>
          </div>
        </div>
        <div
          className={`${open ? "flex" : "hidden"} max-h-[calc(100dvh-4rem)] grow flex-col justify-between gap-6 overflow-y-auto px-3 pb-4 md:flex md:max-h-none`}
        >
          <nav aria-label="Main" className="space-y-1">
<% if features.roles %>
            {links.filter((link) => !link.admin || user?.role === "admin").map(({ to, label }) => (
<% else %>
            {links.map(({ to, label }) => (
<% end %>
              <NavLink key={to} to={to} end={to === "/"} className={linkClass} onClick={() => setOpen(false)}>
                {label}
              </NavLink>
            ))}
          </nav>
<% if features.auth %>
          <div className="flex items-center justify-between gap-2 border-t border-slate-100 px-3 pt-4 text-sm">
            <span className="truncate text-slate-600" title={user?.email}>
              {user?.name}
            </span>
            <button type="button" className="button-quiet" onClick={logOut}>
              Log out
            </button>
          </div>
<% end %>
        </div>
      </aside>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-4xl px-4 py-6 outline-none md:px-8 md:py-10">
        <Outlet />
      </main>
    </div>
  );
}
