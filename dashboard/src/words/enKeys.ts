/** What the page says about keys, in English. */
export const keys = {
  absent: "No keys on this device",
  locked: "Locked",
  unlocking: "Unlocking",
  unlocked: "Unlocked",
  foreign: "Keys of another owner",
  elsewhere: "Open in another tab",
  unlock: "Unlock",
  lock: "Lock",
  lockNow: "Lock now",
  passphrase: "Passphrase",
  unlockByPasskey: "Unlock with your passkey",
  addPasskey: "Unlock with my passkey too",
  removePasskey: "Unlock with the passphrase only",
  passkeyAdded: "Your passkey opens the keys on this device from now on. The passphrase still does.",
  passkeyRemoved: "Only the passphrase opens the keys on this device now.",
  passkeyProblems: {
    "passkey-cancelled": "The passkey was not used.",
    "passkey-failed": "This browser could not use the passkey.",
    "passkey-no-secret": "This passkey can sign in, but this browser or device cannot open keys with it. Keep using "
      + "the passphrase.",
  } as Readonly<Record<string, string>>,
  unlockTitle: "Unlock your keys",
  unlockLead: "Your messages are opened in this browser only. The server never sees your passphrase, your keys or "
    + "a word "
    + "of the text.",
  deriving: "Deriving the key. This takes a few seconds on purpose.",
  wrong: "This passphrase does not open the keys on this device.",
  takeOver: "Take over your keys",
  takeOverLead: "Signing in shows who wrote to whom. To read and to approve, this browser needs your owner's "
    + "keys, sealed "
    + "under your passphrase.",
  takeOverStep: "Where your agents run, print a link with your keys:",
  takeOverCommand: "./cex owner export --link",
  takeOverPaste: "Open the link in this browser, or paste it here",
  takeOverBad: "This is no link with keys of an owner. It looks like SERVER/owner#...",
  takeOverWrong: "This passphrase does not open these keys, or the link is not whole. Copy all of it, and try again.",
  takeOverOther: (origin: string): string => `These keys belong to the server ${origin}. Open the link there.`,
  takeOverForeign: "These are the keys of another owner than the one who is signed in. Nothing was changed: sign out "
    + "first to use them in this browser.",
  takeOverDone: "Your keys are on this device, under your passphrase.",
  takeOverSubmit: "Take over and unlock",
  replaceWarning: "This replaces the keys that are on this device now.",
  forget: "Remove the keys from this device",
  forgetTitle: "Remove the keys from this device?",
  forgetText: "The sealed copy in this browser is deleted. Your agents keep working, and the copy where your "
    + "agents run "
    + "stays: you can take it over again.",
  forgotten: "The keys are no longer on this device.",
  autoLocked: "Locked, because nothing happened for a while.",
  absentText: "Text can be read and approved once your keys are on this device.",
  lockedText: "Unlock your keys to read this.",
  foreignText: "The keys on this device belong to another owner than the one who is signed in.",
  elsewhereText: "Another tab of this browser has your keys open. Lock them there, or close that tab.",
  copyBehind: "Your keys have changed on this device, and the copy on the server is older.",
  copyOther: "The keys on the server have another passphrase than those on this device.",
  viewerElsewhere: "A newer reading key was made where your agents run. What comes from now on is read with it.",
  idle: "Lock after",
  minutes: (count: number): string => count === 1 ? "1 minute" : `${count} minutes`,
};
