using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Web.Tests.Http;

/// <summary>
/// A message's road over REST where the recipient's owner must approve it, and what helps a reader later.
/// </summary>
public sealed class HeldMessageTests
{
    [Fact]
    public async Task AnApprovedMessageReachesTheMailboxWithItsApproval()
    {
        await using var server = new TestServer();
        var (alice, bob, epoch, envelope) = await HeldAsync(server);
        var waiting = await WaitingAsync(bob);
        Assert.True(EnvelopeView.TryParse(envelope, out var view, out _));
        var forged = Approval.Issue(
            alice.Owner.Key, view, epoch, OwnerSide.Recipient, ApprovalDecision.Approve, EnvelopeId.New().Value);
        var signed = Approval.Issue(
            bob.Owner.Key, view, epoch, OwnerSide.Recipient, ApprovalDecision.Approve, EnvelopeId.New().Value);
        var path = $"/v1/approvals/{bob.Id}/{alice.Id}/{waiting["message"]}";

        using var refused = await bob.Owner.Http.PostAsJsonAsync(path, Yes(forged));
        using var byTheOther = await alice.Owner.Http.PostAsJsonAsync(path, Yes(signed));
        using var approved = await bob.Owner.Http.PostAsJsonAsync(path, Yes(signed));
        using var again = await bob.Owner.Http.PostAsJsonAsync(path, Yes(signed));

        Assert.Equal(Base64Url.EncodeToString(envelope), (string?)waiting["envelope"]);
        Assert.Equal("invalid-signature", await refused.CodeAsync());
        Assert.Equal("not-found", await byTheOther.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, approved.StatusCode);
        Assert.Equal("used", await again.CodeAsync());
        var expected = Base64Url.EncodeToString([.. envelope, .. signed.Bytes.Span]);
        using var device = await bob.AsDeviceAsync();
        var mailbox = await (await device.GetAsync(bob.Path + "/mailbox")).ReadAsync();
        Assert.Equal(expected, (string?)mailbox["items"]!.AsArray()[^1]!["body"]);
        var read = await (await alice.Owner.Http.GetAsync(
            $"{alice.Path}/connections/{bob.Id}/messages")).ReadAsync();
        Assert.Equal(expected, (string?)read["items"]!.AsArray()[^1]!["body"]);
    }

    [Fact]
    public async Task ASealedNoteComesBackWithTheMessageThatIsSentBack()
    {
        await using var server = new TestServer();
        var (alice, bob, _, _) = await HeldAsync(server);
        var waiting = await WaitingAsync(bob);
        var note = new byte[1 + 1_269];
        note[0] = 1;

        using var sentBack = await bob.Owner.Http.PostAsJsonAsync(
            $"/v1/approvals/{bob.Id}/{alice.Id}/{waiting["message"]}",
            new JsonObject { ["verdict"] = "send-back", ["note"] = Base64Url.EncodeToString(note) });

        Assert.Equal(HttpStatusCode.NoContent, sentBack.StatusCode);
        var notice = await NewestNoticeAsync(alice);
        Assert.Equal((NoticeKind.SentBack, (string)waiting["message"]!), (notice.Kind, notice.Message.ToString()));
        Assert.Equal(note, notice.Note.ToArray());
    }

    [Fact]
    public async Task AConversationIsReadFromItsEndAndOnFromThere()
    {
        await using var server = new TestServer();
        var (alice, bob, _, _) = await HeldAsync(server);
        var path = $"{alice.Path}/connections/{bob.Id}/messages";

        var newest = await (await alice.Owner.Http.GetAsync(path + "?before=end&limit=1")).ReadAsync();
        var later = await (await alice.Owner.Http.GetAsync($"{path}?after={newest["last"]}")).ReadAsync();
        using var torn = await alice.Owner.Http.GetAsync(path + "?before=torn");
        using var lost = await alice.Owner.Http.GetAsync(path + "?after=00000000-1");
        using var both = await alice.Owner.Http.GetAsync($"{path}?after={newest["last"]}&before=end");

        Assert.Equal("stub", (string?)Assert.Single(newest["items"]!.AsArray())!["kind"]);
        Assert.Null(newest["previous"]);
        Assert.Empty(later["items"]!.AsArray());
        Assert.Equal((string?)newest["last"], (string?)later["last"]);
        Assert.Equal("malformed", await torn.CodeAsync());
        Assert.Equal("malformed", await lost.CodeAsync());
        Assert.Equal("malformed", await both.CodeAsync());
    }

    [Fact]
    public async Task AReceiptTellsTheSendersDeviceAloneHowItsMessageWasSettledAndWhetherItWasAcknowledged()
    {
        await using var server = new TestServer();
        var (alice, bob, _, _) = await HeldAsync(server);
        using var device = await alice.AsDeviceAsync();
        using var others = await bob.AsDeviceAsync();
        var path = $"{alice.Path}/connections/{bob.Id}/receipts";

        var before = await (await device.GetAsync(path + "/1")).ReadAsync();
        var head = (await (await others.GetAsync(bob.Path + "/mailbox")).ReadAsync())["head"]!.DeepClone();
        using var read = await others.PostAsJsonAsync(
            bob.Path + "/mailbox/ack", new JsonObject { ["sequence"] = head });
        var after = await (await device.GetAsync(path + "/1")).ReadAsync();
        using var unsent = await device.GetAsync(path + "/2");
        using var foreign = await others.GetAsync($"{bob.Path}/connections/{alice.Id}/receipts/1");

        Assert.Equal(("held", false), ((string?)before["status"], (bool)before["acknowledged"]!));
        Assert.Equal(("held", true), ((string?)after["status"], (bool)after["acknowledged"]!));
        Assert.Equal((long)before["at"]!, (long)after["at"]!);
        Assert.Equal("not-found", await unsent.CodeAsync());
        Assert.Equal("not-found", await foreign.CodeAsync());
    }

    [Fact]
    public async Task ANackReachesTheSenderAndARewrapItsDevice()
    {
        await using var server = new TestServer();
        var (alice, bob, epoch, _) = await HeldAsync(server);
        using var device = await bob.AsDeviceAsync();
        using var session = await bob.AsAgentAsync();
        var path = $"{bob.Path}/connections/{alice.Id}";
        var nack = Nack.Issue(
            bob.DeviceKey, bob.Id.Value, bob.Device.Value, epoch.Connection, epoch.EpochHash, default,
            NackReason.PrekeyGone, bob.Now);
        var rewrap = SealedBytes.Rewrap(bob, bob.Device, epoch);
        var hash = Base64Url.EncodeToString(epoch.EpochHash.ToArray());

        using var told = await device.PostAsJsonAsync(
            path + "/nacks", new JsonObject { ["nack"] = SignedBodies.Text(nack) });
        using var kept = await bob.Owner.Http.PostAsJsonAsync(
            path + "/rewraps", new JsonObject { ["rewraps"] = new JsonArray(Base64Url.EncodeToString(rewrap)) });
        var forDevice = await (await device.GetAsync($"{path}/epochs/{hash}")).ReadAsync();
        var forOthers = await (await session.GetAsync($"{path}/epochs/{hash}")).ReadAsync();

        Assert.Equal(HttpStatusCode.NoContent, told.StatusCode);
        Assert.Equal(nack.Bytes.ToArray(), (await NewestNoticeAsync(alice)).Note.ToArray());
        Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
        Assert.Equal(Base64Url.EncodeToString(rewrap), (string?)forDevice["rewrap"]);
        Assert.Equal(Base64Url.EncodeToString(epoch.Bytes.Span), (string?)forDevice["record"]);
        Assert.False(forOthers.ContainsKey("rewrap"));
    }

    private static JsonObject Yes(Approval approval) =>
        new() { ["verdict"] = "approve", ["approval"] = SignedBodies.Text(approval) };

    private static async Task<JsonObject> WaitingAsync(TestAgent agent)
    {
        var approvals = await (await agent.Owner.Http.GetAsync("/v1/approvals")).ReadAsync();
        return Assert.Single(approvals["items"]!.AsArray())!.AsObject();
    }

    private static async Task<Notice> NewestNoticeAsync(TestAgent agent)
    {
        using var device = await agent.AsDeviceAsync();
        var mailbox = await (await device.GetAsync(agent.Path + "/mailbox")).ReadAsync();
        return mailbox["items"]!.AsArray().Select(item => NoticeOf(item!)).Last(notice => notice is not null)!;
    }

    /// <summary>The notice of a mailbox's entry; null for an entry of another kind.</summary>
    internal static Notice? NoticeOf(JsonNode entry)
    {
        if ((string?)entry["kind"] != "notice")
            return null;
        Assert.True(Notice.TryParse(Base64Url.DecodeFromChars((string)entry["body"]!), out var notice));
        return notice;
    }

    /// <summary>Alice has sent what Bob's owner must approve before Bob gets it.</summary>
    internal static async Task<(TestAgent Alice, TestAgent Bob, EpochView Epoch, byte[] Envelope)> HeldAsync(
        TestServer server)
    {
        var (alice, alicesList) = await EnrolledAsync(server, "Ada");
        var (bob, _) = await EnrolledAsync(server, "Ben");
        var (alices, bobs) = (await PublishAsync(alice), await PublishAsync(bob));
        await alice.ConnectAsync(bob);
        var ask = new Terms(
            new Dictionary<string, CategoryLevels> { ["schedule"] = new(ConsentLevel.Auto, ConsentLevel.Ask) }, true);
        var own = Parse((string)(await ViewAsync(alice, bob))["ownSignedTerms"]!);
        var next = bob.SignTerms(alice, ask, Parse((string)(await ViewAsync(bob, alice))["ownSignedTerms"]!));
        using var changed = await bob.Owner.Http.PutAsJsonAsync($"{bob.Path}/connections/{alice.Id}/terms", next);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        var record = SealedBytes.Epoch(
            alice, bob, own, Parse((string)next["signedTerms"]!), alicesList, (alice, alices), (bob, bobs));
        Assert.True(EpochView.TryParse(record, out var epoch, out var error), error.ToString());
        using var device = await alice.AsDeviceAsync();
        using var published = await device.PostAsJsonAsync(
            $"{alice.Path}/connections/{bob.Id}/epochs",
            new JsonObject { ["record"] = Base64Url.EncodeToString(record) });
        Assert.Equal(HttpStatusCode.NoContent, published.StatusCode);
        var envelope = SealedBytes.Envelope(alice, bob, epoch);
        using var sent = await device.PostAsJsonAsync(
            alice.Path + "/messages", new JsonObject { ["envelope"] = Base64Url.EncodeToString(envelope) });
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        return (alice, bob, epoch, envelope);
    }

    /// <summary>An agent with one device that has published its first device list.</summary>
    private static async Task<(TestAgent Agent, DeviceCertificate Certificate)> EnrolledAsync(
        TestServer server, string name)
    {
        var agent = await (await TestOwner.RegisterAsync(server, name)).AddAgentAsync(name);
        var enrolment = agent.Enrolment();
        using var enrolled = await server.With(agent.ApiKey).PostAsJsonAsync(agent.Path + "/devices", enrolment);
        Assert.Equal(HttpStatusCode.Created, enrolled.StatusCode);
        Assert.True(DeviceCertificate.TryParse(
            Base64Url.DecodeFromChars((string)enrolment["certificate"]!), out var certificate, out _));
        var list = DeviceList.Issue(
            agent.Key, agent.Id.Value, agent.Now,
            [new ListedDevice(agent.Device.Value, agent.DeviceKey.RawPublicKey(), agent.Now)], null);
        using var device = await agent.AsDeviceAsync();
        using var listed = await device.PutAsJsonAsync(
            agent.Path + "/directory", new JsonObject { ["directory"] = SignedBodies.Text(list) });
        Assert.Equal(HttpStatusCode.NoContent, listed.StatusCode);
        return (agent, certificate);
    }

    private static async Task<ViewerCertificate> PublishAsync(TestAgent agent)
    {
        var viewer = agent.Owner.Viewer();
        using var put = await agent.Owner.Http.PutAsJsonAsync(
            "/v1/owners/me/viewer", new JsonObject { ["certificate"] = SignedBodies.Text(viewer) });
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        return viewer;
    }

    private static async Task<JsonObject> ViewAsync(TestAgent agent, TestAgent peer) =>
        await (await agent.Owner.Http.GetAsync($"{agent.Path}/connections/{peer.Id}")).ReadAsync();

    private static ConnectionTerms Parse(string record)
    {
        Assert.True(ConnectionTerms.TryParse(Base64Url.DecodeFromChars(record), out var terms, out _));
        return terms;
    }
}
