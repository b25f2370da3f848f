function Icon({ path }: { path: string }) {
  return (
    <svg
      aria-hidden="true"
      className="size-5 shrink-0"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.75"
      viewBox="0 0 24 24"
    >
      <path d={path} />
    </svg>
  );
}

export const Back = () => <Icon path="M15 18l-6-6 6-6" />;
export const Edit = () => <Icon path="M4 20h4L19 9l-4-4L4 16v4zM13.5 6.5l4 4" />;
<% if features.calendar %>
export const Forward = () => <Icon path="M9 18l6-6-6-6" />;
<% end %>
export const Menu = () => <Icon path="M4 7h16M4 12h16M4 17h16" />;
export const Plus = () => <Icon path="M12 5v14M5 12h14" />;
export const Trash = () => <Icon path="M5 7h14M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3" />;
<% if features.dark_mode %>
export const Moon = () => <Icon path="M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z" />;
export const Sun = () => (
  <Icon path="M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.5 1.5M16.9 16.9l1.5 1.5M5.6 18.4l1.5-1.5M16.9 7.1l1.5-1.5" />
);
<% end %>
