/** A name that `cex` takes for a profile: lower-case letters, digits and hyphens of an agent's name. */
export function profileOf(name: string): string {
  const profile = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 32);
  return profile === "" ? "agent" : profile;
}
