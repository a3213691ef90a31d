const browsers = [["Edg", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"],
  ["Safari/", "Safari"]] as const;
const systems = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"],
  ["CrOS", "ChromeOS"], ["Mac OS X", "Mac"], ["Linux", "Linux"]] as const;

/** What a person calls this device, for example `Firefox, Linux`: where no better name is given. */
export function deviceName(userAgent: string): string {
  const found = [browsers, systems]
    .map((known) => known.find(([mark]) => userAgent.includes(mark))?.[1])
    .filter((name) => name !== undefined);
  return found.length === 0 ? "Passkey" : found.join(", ");
}
