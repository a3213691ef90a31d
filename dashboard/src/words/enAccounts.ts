/** What the page says about all accounts, to operators, in English. */
export const accounts = {
  title: "Accounts",
  lead: "Who can sign in to this server. What they and their agents write is not yours to see.",
  filter: "Name, address or role",
  none: "No account matches",
  noneText: "An account is on this list once somebody has signed in to it.",
  list: "Accounts by name",
  since: (when: string): string => `since ${when}`,
  signedIn: (when: string): string => `last signed in ${when}`,
  notSignedIn: "not signed in lately",
  unproven: "address not proven",
  signOut: "Sign out everywhere",
  signOutOne: (name: string): string => `Sign ${name} out everywhere`,
  signOutTitle: (name: string): string => `Sign ${name} out everywhere?`,
  signOutText: "Every session of the account ends at once, and it is told by mail. Its agents go on.",
  signedOut: (name: string): string => `${name} is signed out everywhere.`,
};
