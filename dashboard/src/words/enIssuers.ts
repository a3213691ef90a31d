/** The words of signing in with another provider. */
export const issuers = {
  signIn: (name: string): string => `Sign in with ${name}`,
  leaving: (name: string): string => `Going to ${name}`,
  returning: "Signing you in",
  linking: "Linking your identity",
  failedTitle: "This did not sign you in",
  failedLink: "Nothing was linked",
  again: "Sign in otherwise",
  toSettings: "Back to the settings",
  linked: "The identity is linked: it signs you in from now on.",
  problems: {
    "not-found": "No account here is linked to that identity. Sign in otherwise, then link it in the settings: an "
      + "identity elsewhere never opens an account by its mail address.",
    "unauthenticated": "The answer does not fit what this browser asked for, or came too late. Try again.",
    "invalid-signature": "The answer does not fit what this browser asked for, or came too late. Try again.",
    "conflict": "Another account here is linked to that identity.",
    "limit-reached": "Ten identities are the most: unlink one first.",
    "reauthenticate": "This took longer than five minutes since you signed in. Sign in again, and link it then.",
    "unavailable": "The provider cannot be reached right now. Try again shortly.",
    "declined": "The provider sent you back without an answer: you did not agree there, or it refused.",
  } as Readonly<Record<string, string>>,

  settings: {
    title: "Other providers",
    lead: "Identities elsewhere that sign you in here. Whoever controls one of them can sign in as you.",
    none: "None is linked.",
    link: (name: string): string => `Link ${name}`,
    since: (when: string): string => `linked ${when}`,
    unlink: "Unlink",
    unlinkTitle: (name: string): string => `Unlink ${name}?`,
    unlinkText: "It no longer signs in here. Sessions that it opened go on until they are ended below.",
    unlinked: "The identity is unlinked.",
  },
};
