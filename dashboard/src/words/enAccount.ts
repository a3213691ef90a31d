/** What the page says about accounts and signing in, in English. */
export const account = {
  name: "Your name",
  email: "Mail address",
  cancel: "Cancel",
  later: "Later",

  signIn: {
    passkey: "Sign in with a passkey",
    passkeyBusy: "Waiting for your passkey",
    or: "or",
    mail: "Send me a link",
    mailHint: "We send you a link. Whoever has no account yet gets one with it.",
    others: "Other ways to sign in",
    signUp: "Create an account",
    problems: {
      "unauthenticated": "This passkey does not belong to an account here. Use another one, or have a link sent.",
      "revoked": "This passkey was refused, because there may be a copy of it. Have a link sent, then remove the "
        + "passkey in the settings.",
      "passkey-cancelled": "No passkey was used. Try again, or have a link sent.",
      "passkey-failed": "This browser could not use a passkey. Have a link sent.",
    } as Readonly<Record<string, string>>,
  },

  signUp: {
    title: "Create your account",
    lead: "A name and a mail address; then a passkey, so that you never need a password.",
    bootLead: "This server is new, and you are its administrator. A name and a mail address; then a passkey, so that "
      + "you never need a password.",
    nameHint: "What the owners of connected agents see of you.",
    submit: "Create the account",
    have: "I have an account",
    problems: {
      "unauthenticated": "This administrator's link does not work any more: it was used, or the server has started "
        + "again since. Open the link that the server printed at its last start, or sign in.",
      "conflict": "There is an account with this address. Sign in with it, or take another address; the "
        + "administrator's link stays good.",
      "malformed": "This is no name or no mail address that the server takes.",
    } as Readonly<Record<string, string>>,
  },

  sent: {
    title: "Look into your mail",
    lead: (email: string): string => `If ${email} can sign in here, a link is on its way. Open it in this browser.`,
    until: (time: string): string => `It works once, until ${time}.`,
    elsewhere: "You read your mail on another device? Open the link there: it shows a code to type in here.",
    code: "Code from the other device",
    submit: "Sign in",
    opened: "I have opened the link here",
    notYet: "Nobody has signed in here yet. Open the link, and confirm on the page that it shows.",
    again: "Use another address",
    resend: "Send another link",
    problems: {
      "unauthenticated": "This code is wrong. Look at the other device again.",
      "revoked": "Five codes were wrong, so this link has ended. Send another one.",
      "expired": "The link has expired. Send another one.",
      "used": "The link was used already. If that was not you, send another one.",
      "not-found": "This browser has not asked for a link lately. Send another one.",
      "rate-limited": "Three links in a quarter of an hour are the most for an address: use the newest one.",
      "malformed": "This is no mail address.",
    } as Readonly<Record<string, string>>,
  },

  link: {
    reading: "Reading the link",
    titles: {
      "sign-in": "Sign in?", "sign-up": "Create an account?",
      "change-address": "Sign in with this address from now on?",
    },
    who: (email: string): string => `The link was sent to ${email}.`,
    confirm: {
      "sign-in": "Yes, sign me in", "sign-up": "Yes, create it", "change-address": "Yes, change my address",
    },
    notMe: "It was not me",
    notMeDone: "Nothing happened. The link ends by itself within 10 minutes.",
    elsewhereTitle: "Another browser asked for this link",
    elsewhere: "Only the browser that asked for it can sign in. If that is yours, show the code and type it in there. "
      + "If you did not ask, close this page.",
    showCode: "Show the code",
    code: "Type this code into the browser that asked:",
    codeWarning: "Tell the code to nobody: whoever has it signs in as you.",
    here: "Sign in here instead",
    newLink: "Have a new link sent",
    brokenTitle: "This link does not work",
    problems: {
      "not-found": "It is not whole, or not of this server. Copy all of it out of the mail, or have a new one sent.",
      "malformed": "It is not whole. Copy all of it out of the mail, or have a new one sent.",
      "expired": "It is older than 10 minutes. Have a new one sent.",
      "used": "It was used already. If you used it, you are signed in where you did; if not, have a new one sent.",
      "revoked": "Five codes were wrong, so it has ended. Have a new one sent.",
      "conflict": "Another account has this address.",
    } as Readonly<Record<string, string>>,
  },

  totp: {
    title: "One more step",
    lead: "Your account asks for a one-time code as well.",
    code: "Code of your authenticator app",
    recoveryCode: "Recovery code",
    submit: "Sign in",
    useRecovery: "Use a recovery code",
    useCode: "Use the authenticator app",
    neither: "I have neither",
    problems: {
      "unauthenticated": "This code is wrong or was used. Take the next one that the app shows.",
      "malformed": "This is no such code.",
      "rate-limited": "Too many wrong codes.",
      "expired": "This took longer than 10 minutes. Have a new link sent.",
    } as Readonly<Record<string, string>>,
  },

  wait: {
    title: "Mail alone takes a day",
    lead: (when: string): string => "Your account has more than mail to sign in with, so mail alone works only after a "
      + `day. Ask for a link again from ${when} on, within three days.`,
    told: "Your mail address was told. If this was not you, sign in with your passkey or code: that stops it.",
    back: "Back to signing in",
  },

  unproven: {
    title: "This address is not proven yet",
    lead: "The account was made with the administrator's link, and its mail address was only typed. Sign in with your "
      + "passkey, have a link sent from the settings, and open it in the same browser: from then on mail works too.",
    lost: "If nothing else signs you in: on the server, delete the file bootstrap in its data folder and restart it. "
      + "The new administrator's link opens this account.",
  },

  welcome: {
    steps: (step: number, steps: number): string => `Step ${step} of ${steps}`,
    passkey: {
      title: "Add a passkey",
      lead: "Sign in with your fingerprint, your face or a security key. No password exists that somebody could steal.",
      submit: "Add a passkey",
      busy: "Waiting for your device",
      skip: "Use one-time codes instead",
      done: "The passkey is added.",
    },
    codes: {
      title: "Set up one-time codes",
      noPasskey: "This browser has no passkeys. With one-time codes of an app, mail alone does not open your account.",
      lead: "With one-time codes of an app, mail alone does not open your account.",
      skip: "Go on without",
    },
    keys: {
      title: "Make your keys",
      lead: "Your keys sign contracts and approvals and open what your agents exchange. They are made in this browser "
        + "and sealed under a passphrase that never leaves it.",
      passphrase: "Passphrase",
      hint: (least: number): string => `At least ${least} characters: a few random words are best.`,
      repeat: "Passphrase again",
      differs: "The two are not the same.",
      short: (least: number): string => `At least ${least} characters.`,
      submit: "Make my keys",
      busy: "Making your keys",
      have: "I have keys already",
      hereTitle: "Use your keys",
      hereLead: "There are keys in this browser. Open them, and your account acts for their owner.",
      serverLead: "Your sealed keys are on the server. Open them, and your account acts for their owner.",
      use: "Use these keys",
      problems: {
        "conflict": "These keys belong to another account, or your account to other keys. Sign in with that account, "
          + "or remove the keys from this device.",
        "rate-limited": "Too many owners were registered from here within the hour.",
      } as Readonly<Record<string, string>>,
    },
    saved: {
      title: "Keep a copy of your keys",
      lead: "This link holds your keys, sealed under your passphrase. Keep it where you keep important papers: with it "
        + "and the passphrase you have your keys back, whatever happens to this browser or the server.",
      link: "Your recovery link",
      warning: "Nobody can reset the passphrase. Without it, what was exchanged stays sealed for ever.",
      submit: "I have kept it",
    },
  },

  serverKeys: {
    lead: "Your sealed keys are kept on the server. Your passphrase opens them in this browser.",
    submit: "Unlock",
    byLink: "Take them over by a link instead",
  },

  again: {
    title: "Is it you?",
    lead: "For this, sign in again: the last time was more than five minutes ago.",
    mail: (email: string): string => `Send a link to ${email}`,
  },

  settings: {
    verified: "verified",
    unverified: "not proven yet",
    prove: "Have a link sent to prove it",
    proveSent: "Open the link in this browser: until then mail does not sign you in.",
    roles: { owner: "owner", auditor: "auditor", operator: "operator" },
    save: "Save",
    saved: "Your name is changed.",
    passkeys: "Passkeys",
    passkeysLead: "How you sign in. Have two, so that losing one device locks you out of nothing.",
    noPasskeys: "You have no passkey yet.",
    passkeyName: "Name of the new passkey",
    add: "Add a passkey",
    added: "The passkey is added.",
    changeAddress: "Change the address",
    newAddress: "New mail address",
    sendLink: "Send a link there",
    addressSent: (email: string): string => `A link was sent to ${email}. Open it in this browser; opened elsewhere it `
      + "shows a code to type in here. Until then nothing is changed.",
    addressCode: "Code from the other device",
    addressConfirm: "Change my address",
    addressDone: "The account has its new address.",
    rename: "Rename",
    passkeyOtherName: "Its new name",
    renameTitle: (name: string): string => `Rename the passkey ${name}`,
    renamed: "The passkey has its new name.",
    remove: "Remove",
    removeTitle: (name: string): string => `Remove the passkey ${name}?`,
    removeText: "It no longer signs in. Also delete it on the device itself.",
    removed: "The passkey is removed.",
    backedUp: "synced",
    suspected: "There may be a copy of it: remove it.",
    noBrowser: "This browser cannot make passkeys.",
    passkeyProblems: {
      "passkey-cancelled": "No passkey was added.",
      "passkey-known": "This device already has a passkey of your account.",
      "passkey-failed": "This browser could not make a passkey.",
      "invalid-signature": "The server did not accept the passkey. Try again.",
      "limit-reached": "Twenty passkeys are the most: remove one first.",
    } as Readonly<Record<string, string>>,
    totp: "One-time codes",
    totpLead: "Codes of an authenticator app, for where there is no passkey.",
    totpOn: "on",
    totpOff: "off",
    codesLeft: (count: number): string => count === 1 ? "1 recovery code left" : `${count} recovery codes left`,
    setUp: "Set up",
    turnOff: "Turn off",
    turnOffTitle: "Turn one-time codes off?",
    turnOffText: "The recovery codes go too. Without a passkey, mail alone signs in then.",
    turnedOff: "One-time codes are off.",
    secret: "Scan this with your authenticator app, or add the key below it by hand:",
    secretCode: "The key below as a QR code, for an authenticator app",
    openApp: "Open it in an app on this device",
    firstCode: "Code that the app shows now",
    confirm: "Turn on",
    wrongCode: "This code is wrong. Is the clock of the device right? Take the next one.",
    recoveryTitle: "Your recovery codes",
    recoveryLead: "Each signs in once, should you lose the app. They are shown this one time only: print them, or keep "
      + "them in a password manager.",
    kept: "I have kept them",
    serverCopy: "Keep the sealed keys on the server",
    serverCopyDone: "The server keeps your keys, sealed under your passphrase.",
    aal: { aal1: "by mail or code", aal2: "by passkey" },
    byKey: "by key or page code",
  },
};
