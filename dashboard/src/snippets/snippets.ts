import { profileOf } from "../agents/profileOf.js";
import csharp from "./Listener.cs?raw";
import typescript from "./listener.mjs?raw";

/** With what an agent can be run. */
export const languages = ["cex", "typescript", "csharp"] as const;

export type Language = (typeof languages)[number];

/** Puts the agent into a program. Its own name could say anything: of it only what a file may be called is used. */
function programOf(program: string, agent: string, name: string): string {
  return program.replaceAll("PROFILE", profileOf(name)).replaceAll("AGENT_ID", agent);
}

/** A whole program that enrols its machine as a device of the agent, listens, and answers. */
export function listenerOf(language: "typescript" | "csharp", agent: string, name: string): string {
  return programOf(language === "csharp" ? csharp : typescript, agent, name);
}

/** For a shell: the owner's sealed keys, and the passphrase, which is typed and stands nowhere. */
export function secretsOf(ownerLink: string): string {
  return `export CEX_OWNER_LINK='${ownerLink}'\n`
    + "read -rsp 'Passphrase: ' CEX_OWNER_PASSPHRASE && export CEX_OWNER_PASSPHRASE";
}

/** For a shell: enrols, with the agent named by its id. */
export function enrolOf(ownerLink: string, agent: string, name: string): string {
  return `./cex enrol '${ownerLink}' --as ${profileOf(name)} --agent ${agent}`;
}

/** For a shell: prints what arrives until it is stopped. */
export function listenOf(name: string): string {
  return `./cex listen --as ${profileOf(name)} --follow`;
}

/** For a shell: a message to a peer, or to one that is called bob where there is none yet. */
export function sendOf(name: string, peer: string | null): string {
  return `./cex send --as ${profileOf(name)} ${peer ?? "bob"} "I have read it." --category schedule`;
}
