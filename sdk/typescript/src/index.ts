export * from "./crypto/index.js";
export * from "./cxe1/index.js";
