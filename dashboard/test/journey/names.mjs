// Loaded first by Node: hosts under .test, which no name server knows, are this machine.
import dns from "node:dns";

const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith(".test") ? "127.0.0.1" : host, ...rest);
