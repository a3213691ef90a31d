export { OwnerConversation, type ReadMessage } from "./conversation.js";
export { HeldMessage } from "./heldMessages.js";
export { Owner, type OwnerOptions } from "./owner.js";
export { findSealedVault, forgetSealedVault, keepSealedVault } from "./sealedVault.js";
