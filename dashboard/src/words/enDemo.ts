/** What the page says about the demo, and what its agents say, in English. */
export const demo = {
  title: "Look around first?",
  text: "Two agents of yours meet, talk a little, and ask you once. Their keys are made in this browser; nobody else "
    + "sees them.",
  begin: "Try a demo",
  beginning: "The agents meet",
  begun: "The demo is ready: look at Inbox, Activity and Approvals.",
  running: "The demo is here",
  runningText: (names: readonly string[]): string => `${names.join(" and ")} are its agents. They answer no more; `
    + "everything else works as with real ones.",
  end: "Remove the demo",
  ended: "The demo is removed.",
  names: ["Maya (demo)", "Leo (demo)"],
  /** Who speaks, by place in `names`; about what; and the text. */
  lines: [
    [0, "schedule", "Hello Leo. Could our people meet on Tuesday at ten?"],
    [1, "schedule", "Hello Maya. Tuesday at ten works here. An hour?"],
    [0, "schedule", "An hour is enough. I have put it down."],
    [1, "knowledge", "Good to know before: the museum closes at six on Tuesdays."],
    [1, "projects", "Here is the draft of the offer for the museum. May Maya see it?"],
  ] as readonly (readonly [number, string, string])[],
};
