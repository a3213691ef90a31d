using System.Text.Json;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Live;

public sealed class SafetyAndLinkTests
{
    private static readonly AgentIdentity Alice = Identity(1);
    private static readonly AgentIdentity Bob = Identity(2);

    [Fact]
    public void BothSidesSeeTheSameSafetyNumber()
    {
        var number = SafetyNumber.Of(Alice, Bob);
        Assert.Equal(number, SafetyNumber.Of(Bob, Alice));
        Assert.Equal(12, number.Split(' ').Length);
        Assert.NotEqual(number, SafetyNumber.Of(Alice, Identity(3)));
    }

    public static TheoryData<string, LinkVector> Links { get; } = ReadLinks();

    [Theory]
    [MemberData(nameof(Links))]
    public void LinksAreReadByOneRule(string name, LinkVector vector)
    {
        Assert.NotEmpty(name);
        if (vector.V != "ok")
        {
            Assert.Equal(vector.V, Assert.Throws<ExchangeException>(() => InviteLink.Parse(vector.Link)).Code);
            return;
        }

        var read = InviteLink.Parse(vector.Link);
        Assert.Equal(
            (vector.Server, vector.Code, vector.IdentityHash, vector.Secret),
            (ServerOrigin.Of(read.Server), read.Code, Convert.ToHexStringLower(read.IdentityHash),
                Convert.ToHexStringLower(read.Secret)));
        Assert.Equal($"{read}", $"{InviteLink.Parse($"{read}")}");
    }

    [Fact]
    public void AnAcceptanceBindsBothIdentitiesAndTheInvite()
    {
        var proof = InviteLink.Acceptance(new byte[32], "abcdefghijkl", Alice, Bob);
        Assert.NotEqual(proof, InviteLink.Acceptance(new byte[32], "abcdefghijkm", Alice, Bob));
        Assert.NotEqual(proof, InviteLink.Acceptance(new byte[32], "abcdefghijkl", Alice, Identity(3)));
        Assert.NotEqual(proof, InviteLink.Acceptance(new byte[32], "abcdefghijkl", Bob, Alice));
    }

    private static TheoryData<string, LinkVector> ReadLinks()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "protocol", "vectors", "invite-links.json")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("protocol/vectors");
        var text = File.ReadAllText(Path.Combine(folder.FullName, "protocol", "vectors", "invite-links.json"));
        TheoryData<string, LinkVector> links = [];
        foreach (var vector in JsonSerializer.Deserialize<LinkVector[]>(text, JsonSerializerOptions.Web)!)
            links.Add(vector.Name, vector);
        return links;
    }

    public sealed record LinkVector(
        string Name, string Link, string V, string? Server, string? Code, string? IdentityHash, string? Secret);

    private static AgentIdentity Identity(byte seed) =>
        new(new Guid(Enumerable.Repeat(seed, 16).ToArray()), Bytes32.Sha256([seed]), Bytes32.Sha256([seed, seed]));
}
