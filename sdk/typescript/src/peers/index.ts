export { connectionBetween } from "./connectionId.js";
export { categories, type Preset, presetTerms } from "./contract.js";
export type { InviteMade, InviteOptions } from "./invitations.js";
export { formatInviteLink, type InviteLink, parseInviteLink } from "./inviteLink.js";
