/** Every page's path. The server shows the page for these and no others (`src/Web/Pages/PagesApi.cs`). */
export const paths = [
  "/", "/sign-in", "/sign-up", "/welcome", "/owner", "/join", "/approvals", "/activity", "/inbox",
  "/inbox/$agent/$peer", "/agents", "/agents/$agent", "/agents/$agent/invites", "/agents/$agent/keys",
  "/agents/$agent/run", "/connections/$agent/$peer", "/usage", "/audit", "/accounts", "/servers", "/settings",
] as const;

export type Path = (typeof paths)[number];
