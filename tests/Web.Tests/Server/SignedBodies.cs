using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Web.Tests;

/// <summary>Request bodies with the records that their owner signs.</summary>
internal static class SignedBodies
{
    /// <summary>Any 32 bytes: no server knows a link's secret.</summary>
    private static readonly byte[] Secret = [.. Enumerable.Repeat((byte)7, 32)];

    /// <summary><c>terms</c> and <c>offer</c> of a new invite.</summary>
    public static JsonObject Invite(
        this TestAgent agent, ContractPreset preset = ContractPreset.Balanced, bool ownerReads = true)
    {
        var terms = Contracts.Of(preset) with { OwnerReads = ownerReads };
        var offer = ConnectionTerms.IssueOffer(
            agent.Owner.Key, Secret, agent.Party, agent.Now, ReadOf(terms), LevelsOf(terms));
        return new JsonObject { ["terms"] = JsonOf(terms), ["offer"] = Text(offer) };
    }

    /// <summary>Accepts an invite of <paramref name="inviter"/>; the server cannot check the HMAC.</summary>
    public static JsonObject Accept(
        this TestAgent agent, string code, TestAgent inviter, ContractPreset preset = ContractPreset.Balanced)
    {
        var body = agent.SignTerms(inviter, Contracts.Of(preset), previous: null);
        body["code"] = code;
        body["acceptance"] = Base64Url.EncodeToString(new byte[32]);
        return body;
    }

    /// <summary><c>terms</c> and <c>signedTerms</c> of the version after <paramref name="previous"/>.</summary>
    public static JsonObject SignTerms(this TestAgent agent, TestAgent peer, Terms terms, ConnectionTerms? previous)
    {
        var record = ConnectionTerms.Issue(
            agent.Owner.Key, ConnectionId.Between(agent.Id, peer.Id).Value, agent.Party, peer.Party, agent.Now,
            ReadOf(terms), LevelsOf(terms), previous);
        return new JsonObject { ["terms"] = JsonOf(terms), ["signedTerms"] = Text(record) };
    }

    /// <summary>The version after the one that the server has.</summary>
    public static async Task<JsonObject> NextTermsAsync(this TestAgent agent, TestAgent peer, ContractPreset preset)
    {
        var view = await (await agent.Owner.Http.GetAsync($"{agent.Path}/connections/{peer.Id}")).ReadAsync();
        var bytes = Base64Url.DecodeFromChars(view["ownSignedTerms"]!.GetValue<string>());
        Assert.True(ConnectionTerms.TryParse(bytes, out var newest, out _));
        return agent.SignTerms(peer, Contracts.Of(preset), newest);
    }

    /// <summary>Invites the other agent, who accepts.</summary>
    public static async Task ConnectAsync(
        this TestAgent agent, TestAgent other, ContractPreset preset = ContractPreset.Balanced)
    {
        using var invite = await agent.Owner.Http.PostAsJsonAsync(agent.Path + "/invites", agent.Invite(preset));
        Assert.Equal(HttpStatusCode.Created, invite.StatusCode);
        var code = (await invite.ReadAsync())["code"]!.GetValue<string>();
        using var answer = await other.Owner.Http.PostAsJsonAsync(
            other.Path + "/invites/accept", other.Accept(code, agent, preset));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    /// <summary>A viewer certificate of this owner, in force from now on for 30 days.</summary>
    public static ViewerCertificate Viewer(this TestOwner owner, Guid? id = null, TimeSpan? ago = null) =>
        ViewerCertificate.Issue(
            owner.Key, id ?? EnvelopeId.New().Value, Keys.New().RawPublicKey(), owner.Now - Milliseconds(ago),
            owner.Now - Milliseconds(ago) + 30 * Cxe1Limits.Day);

    public static string Text(SignedRecord record) => Base64Url.EncodeToString(record.Bytes.Span);

    private static long Milliseconds(TimeSpan? time) => (long)(time ?? TimeSpan.Zero).TotalMilliseconds;

    private static JsonObject JsonOf(Terms terms)
    {
        var levels = new JsonObject();
        foreach (var (name, level) in terms.Levels)
            levels[name] = new JsonObject { ["share"] = NameOf(level.Share), ["receive"] = NameOf(level.Receive) };
        return new JsonObject { ["levels"] = levels, ["ownerReads"] = terms.OwnerReads };
    }

    private static string NameOf(ConsentLevel level) => level.ToString().ToLowerInvariant();

    private static OwnerRead ReadOf(Terms terms) => terms.OwnerReads ? OwnerRead.Everything : OwnerRead.AskedOnly;

    private static IEnumerable<CategoryTerms> LevelsOf(Terms terms) => terms.Levels.Select(level =>
        new CategoryTerms(Category.IdOf(level.Key), level.Value.Share, level.Value.Receive));
}
