/** How the page looks. `system` follows the system's light or dark. */
export const themes = ["system", "light", "dark", "contrast"] as const;
export type Theme = (typeof themes)[number];

const place = "cex.theme";

export function currentTheme(): Theme {
  const kept = localStorage.getItem(place);
  if (kept === null) return matchMedia("(prefers-contrast: more)").matches ? "contrast" : "system";
  return themes.find((theme) => theme === kept) ?? "system";
}

/** Puts a theme on the page; the browser remembers it. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(place, theme);
  applyTheme();
}

export function applyTheme(): void {
  const theme = currentTheme();
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
