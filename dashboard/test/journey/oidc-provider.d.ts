// Of the package's interface what these tests use; it brings no types of its own.
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export interface Context {
    readonly path: string;
    body: unknown;
    readonly oidc: {
      readonly result?: { readonly login?: unknown };
      readonly client: { readonly clientId: string };
      readonly session: { readonly accountId: string };
    };
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  interface Check {}

  export const interactionPolicy: {
    readonly Check: new (reason: string, text: string, check: (context: Context) => boolean) => Check;
    base(): { get(name: string): { readonly checks: { add(check: Check): void } } };
  };

  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    readonly Grant: new (of: { readonly accountId: string; readonly clientId: string }) => Grant;
    use(step: (context: Context, next: () => Promise<void>) => Promise<void>): void;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(
      request: IncomingMessage, response: ServerResponse, result: Readonly<Record<string, unknown>>,
    ): Promise<void>;
  }
}
