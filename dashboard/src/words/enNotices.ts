/** The words of what comes by mail. */
export const notices = {
  title: "Notifications",
  lead: "What comes by mail. A mail never has the text of a message, and security alerts always come.",
  approvals: "Messages that wait for you",
  choices: {
    immediate: { label: "Soon", hint: "Within a minute or so; several at once are one mail." },
    digest: { label: "Once a day", hint: "One mail about all that waits." },
    off: { label: "Never", hint: "You look here yourself. What nobody decides within a day is not delivered." },
  },
  digestAt: "At",
  quiet: "Quiet time",
  quietHint: "Nothing but security alerts comes; one mail afterwards tells what still waits.",
  from: "From",
  to: "To",
  zone: "Time zone",
  save: "Save the notifications",
  saved: "Your notifications are saved.",
  unproven: "Prove your mail address first: until then nothing but security alerts is sent to it.",
  problems: {
    "malformed": "The quiet time must end at another time than it begins.",
  } as Readonly<Record<string, string>>,
};
