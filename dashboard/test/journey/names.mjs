// Loaded first by Node: hosts under .test, which no name server knows, are this machine.
import dns from "node:dns";

const { lookup } = dns;
const { lookup: promised } = dns.promises;
const known = (host) => host.endsWith(".test") ? "127.0.0.1" : host;
dns.lookup = (host, ...rest) => lookup(known(host), ...rest);
dns.promises.lookup = (host, ...rest) => promised(known(host), ...rest);
