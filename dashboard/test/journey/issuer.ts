import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const client = "cex-client";
const base64 = (text: string): string => Buffer.from(text).toString("base64url");

interface Code {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirect: string;
}

/** An OpenID provider on another site (127.0.0.1 is not localhost), where everybody is `subject` and agrees at once. */
export class Issuer {
  subject = "subject-1";
  /** Whether the person says no. */
  declines = false;
  readonly #key = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #codes = new Map<string, Code>();

  private constructor(private readonly server: Server) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response));
  }

  static async start(): Promise<Issuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Issuer(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The settings of a server that knows it as "Example". */
  get settings(): readonly string[] {
    return [
      "--Issuers:0:Id", "example", "--Issuers:0:Name", "Example", "--Issuers:0:Issuer", this.address,
      "--Issuers:0:ClientId", client,
    ];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.address);
    if (url.pathname === "/authorize") return this.#authorize(url.searchParams, response);
    const body = url.pathname === "/token" ? this.#token(new URLSearchParams(await textOf(request)))
      : url.pathname === "/keys" ? { keys: [{ ...this.#key.publicKey.export({ format: "jwk" }), use: "sig" }] }
        : this.#configuration();
    response.writeHead(body === null ? 400 : 200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }

  #configuration(): object {
    return {
      issuer: this.address, authorization_endpoint: `${this.address}/authorize`,
      token_endpoint: `${this.address}/token`, jwks_uri: `${this.address}/keys`,
      authorization_response_iss_parameter_supported: true,
    };
  }

  #authorize(asked: URLSearchParams, response: ServerResponse): void {
    const said = (name: string): string => asked.get(name) ?? "";
    const code = randomBytes(16).toString("hex");
    this.#codes.set(code, {
      challenge: said("code_challenge"), nonce: said("nonce"), redirect: said("redirect_uri"),
    });
    const answer = new URLSearchParams({ state: said("state"), iss: this.address });
    if (this.declines) answer.set("error", "access_denied");
    else answer.set("code", code);
    response.writeHead(302, { Location: `${said("redirect_uri")}?${answer}` }).end();
  }

  #token(form: URLSearchParams): object | null {
    const code = this.#codes.get(form.get("code") ?? "");
    this.#codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    if (code?.challenge !== challenge || code.redirect !== form.get("redirect_uri")) return null;
    const now = Math.floor(Date.now() / 1000);
    const content = `${base64(JSON.stringify({ alg: "RS256" }))}.${base64(JSON.stringify({
      iss: this.address, sub: this.subject, aud: client, nonce: code.nonce, iat: now, exp: now + 300,
    }))}`;
    return { id_token: `${content}.${sign("sha256", Buffer.from(content), this.#key.privateKey).toString("base64url")}` };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
