// The same journeys from another host over HTTPS, in a phone-sized window.
process.env["CEX_JOURNEY_HOST"] = "exchange.test";
await import("../journey/passkeys.test.js");
export {};
