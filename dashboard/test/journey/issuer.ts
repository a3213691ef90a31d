import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Context, interactionPolicy } from "oidc-provider";

const client = "cex-client";

/** What an ID token says. */
export type Claims = Record<string, unknown>;

/** How a token is changed before it leaves; a key says that another one than the issuer's signs it. */
export type Bend = (claims: Claims) => KeyObject | void;

/**
 * An OpenID provider on another site (127.0.0.1 is not localhost), where everybody is `subject` and agrees at once. The
 * protocol is another project's: discovery, PKCE, single-use codes, redirect addresses and tokens are checked by it.
 */
export class Issuer {
  subject = "subject-1";
  /** Whether the person says no. */
  declines = false;
  /** Makes it a hostile one; null for honest tokens. */
  bend: Bend | null = null;
  readonly #key = keyWithId();
  #provider: Provider | null = null;

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

  /** Registers the server at this origin as its only client, a public one. */
  admit(origin: string): void {
    const policy = interactionPolicy.base();
    // Without this it would remember in its own cookie who was there last.
    policy.get("login").checks.add(new interactionPolicy.Check(
      "every_time", "Everybody is asked every time.", ({ oidc }) => oidc.result?.login === undefined));
    this.#provider = new Provider(this.address, {
      clients: [{
        client_id: client, token_endpoint_auth_method: "none", response_types: ["code"],
        grant_types: ["authorization_code"], redirect_uris: [`${origin}/sign-in/issuers/example/callback`],
      }],
      jwks: { keys: [this.#key] },
      cookies: { keys: [randomBytes(32).toString("hex")] },
      features: { devInteractions: { enabled: false } },
      interactions: { policy, url: () => "/agree" },
      findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
      loadExistingGrant: async ({ oidc: { client: { clientId }, session: { accountId } } }: Context) => {
        const grant = new this.#provider!.Grant({ accountId, clientId });
        grant.addOIDCScope("openid");
        await grant.save();
        return grant;
      },
    });
    this.#provider.use(async (context, next) => {
      await next();
      const granted = context.body as { readonly id_token?: string } | undefined;
      if (context.path === "/token" && granted?.id_token !== undefined && this.bend !== null)
        context.body = { ...granted, id_token: this.#bent(granted.id_token, this.bend) };
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.#provider;
    if (provider === null) throw new Error("The issuer has no client yet.");
    if (request.url !== "/agree") return provider.callback()(request, response);
    await provider.interactionFinished(request, response, this.declines
      ? { error: "access_denied", error_description: "The person said no." }
      : { login: { accountId: this.subject } });
  }

  #bent(token: string, bend: Bend): string {
    const [header, body] = token.split(".") as [string, string];
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Claims;
    const key = bend(claims) ?? createPrivateKey({ key: this.#key, format: "jwk" });
    const content = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
    return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
  }
}

function keyWithId() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" };
}
