/** The zone that this device's clock shows, by its IANA name. */
export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * The zones to choose from, in the order of their names.
 * @param chosen Stands among them, also where this browser does not know it.
 */
export function zones(chosen: string): readonly string[] {
  return [...new Set(["UTC", chosen, deviceZone(), ...Intl.supportedValuesOf("timeZone")])].sort();
}
