import { useTheme } from "../lib/useTheme";
import * as Icons from "./icons";

/** Switches between the light and the dark appearance. */
export function ThemeButton() {
  const { theme, toggle } = useTheme();

  return (
    <button
      type="button"
      className="button-quiet"
      aria-label="Dark mode"
      aria-pressed={theme === "dark"}
      onClick={toggle}
    >
      {theme === "dark" ? <Icons.Sun /> : <Icons.Moon />}
    </button>
  );
}
