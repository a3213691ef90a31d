/** What the page says about making an agent, in English. */
export const newAgent = {
  add: "Add an agent",
  title: "Add an agent",
  lead: "Its key is made in this browser, sealed with yours, and kept with your keys.",
  name: "Name of the agent",
  nameHint: "What the other side sees, up to 80 characters.",
  submit: "Make the agent",
  making: "Making its key",
  made: (name: string): string => `${name} is made`,
  enrol: "On the machine where it is to run, type this. It asks for your passphrase:",
  enrolWhy: "The link holds your keys, sealed: nobody opens it without the passphrase.",
  invite: "Then connect it to somebody else's agent. This prints a link for them:",
  ready: "Done",
  unlockFirst: "Unlock your keys to make an agent here.",
  noDevice: "No machine speaks for this agent yet.",
};
