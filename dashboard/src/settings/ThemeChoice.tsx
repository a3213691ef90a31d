import { useState, type ReactElement } from "react";
import { Button } from "../pieces/Button.js";
import { chooseTheme, currentTheme, themes, type Theme } from "../shell/theme.js";
import { words } from "../words/index.js";

export function ThemeChoice(): ReactElement {
  const [chosen, setChosen] = useState<Theme>(currentTheme());
  return (
    <div role="group" aria-label={words.settings.look} className="flex flex-wrap gap-2">
      {themes.map((theme) => (
        <Button
          key={theme} look={theme === chosen ? "primary" : "plain"} aria-pressed={theme === chosen}
          onClick={() => { chooseTheme(theme); setChosen(theme); }}
        >
          {words.settings.themes[theme]}
        </Button>
      ))}
    </div>
  );
}
