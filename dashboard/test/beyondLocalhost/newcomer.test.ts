// The same journey from another host over HTTPS.
process.env["CEX_JOURNEY_HOST"] = "exchange.test";
await import("../journey/newcomer.test.js");
export {};
