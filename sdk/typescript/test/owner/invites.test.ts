import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Owner } from "../../src/owner/owner.js";
import { presetTerms } from "../../src/peers/contract.js";
import { parseInviteLink } from "../../src/peers/inviteLink.js";
import { createMemoryStore } from "../../src/store/index.js";
import { fromBase64Url, toBase64Url } from "../../src/wire/index.js";
import { close, everyAuto, meet, person, take, takeMessage, type Pair, type Person } from "../live/people.js";

const passphrase = "correct horse battery staple";
let pair: Pair;
let carol: Person;

beforeEach(async () => {
  pair = await meet(everyAuto);
  carol = await person(pair.exchange, "carol", pair.options);
}, 30_000);

afterEach(() => close(pair.alice, pair.bob, carol));

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "good", (error: unknown) => error);

/** The owner's keys alone, as in a browser: no device of the agent is there. */
async function elsewhere(): Promise<Owner> {
  const { alice, options } = pair;
  const vault = await alice.owner.exportVault(passphrase);
  return Owner.unlock(createMemoryStore(), vault, passphrase, options as object);
}

describe("An invite that an owner makes without a device of the agent", () => {
  test("connects, and the agent's device knows who accepted though it never saw the link", async () => {
    const { alice } = pair;
    const { id, link } = await (await elsewhere()).inviteFor(alice.profile.agent, { terms: everyAuto });
    expect(parseInviteLink(link).code).toContain(id);
    await carol.owner.acceptInvite(carol.profile, link, everyAuto);
    await Promise.all([alice.client.connect(), carol.client.connect()]);
    await alice.client.send(carol.profile.agent, "schedule", "hello");
    expect(await takeMessage(carol.client)).toMatchObject({ category: "schedule" });
    await carol.client.send(alice.profile.agent, "schedule", "hello yourself");
    expect(await take(alice.client, 1)).toMatchObject([{ kind: "message", sender: carol.profile.agent }]);
  });

  test("is not believed of somebody who did not know the link's secret", async () => {
    const { alice, exchange } = pair;
    const { link } = await (await elsewhere()).inviteFor(alice.profile.agent, { terms: everyAuto });
    await carol.owner.acceptInvite(carol.profile, link, everyAuto);
    const { acceptance } = exchange.between(alice.profile.agent, carol.profile.agent);
    const forged = fromBase64Url(acceptance.bytes)!;
    forged[0]! ^= 1;
    acceptance.bytes = toBase64Url(forged);
    await alice.client.connect();
    expect(await outcome(alice.client.send(carol.profile.agent, "schedule", "hello"))).toMatchObject({ code: "peer-unverified" });
  });

  test("offers the contract that was chosen, and each has a secret of its own", async () => {
    const { alice } = pair;
    const owner = await elsewhere();
    const terms = presetTerms("minimal", false);
    const first = await owner.inviteFor(alice.profile.agent, { terms });
    const second = await owner.inviteFor(alice.profile.agent, { terms });
    expect((await carol.owner.previewInvite(carol.profile, first.link)).terms).toEqual(terms);
    expect(parseInviteLink(first.link).secret).not.toEqual(parseInviteLink(second.link).secret);
  });

  test("is refused where another device has rotated the agent's key", async () => {
    const { alice } = pair;
    const owner = await elsewhere();
    await alice.owner.rotateAgentKey(alice.profile);
    expect(await outcome(owner.inviteFor(alice.profile.agent))).toMatchObject({ code: "agent-key-missing" });
  });
});
