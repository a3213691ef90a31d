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

    [Fact]
    public void ALinkIsReadAsItWasWritten()
    {
        var link = new InviteLink(
            new Uri("http://localhost:8080/"), "cex_inv_abcdefghijkl_" + new string('x', 49), new byte[32],
            new byte[32]);
        var read = InviteLink.Parse($"{link}");
        Assert.Equal((link.Code, link.Server, "abcdefghijkl"), (read.Code, read.Server, read.Id));
        Assert.Equal(link.Secret, read.Secret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://localhost:8080/join")]
    [InlineData("http://localhost:8080/join#cex_inv_abcdefghijkl_x")]
    [InlineData("http://localhost:8080/join#cex_inv_abcdefghijkl_x.AAAA")]
    [InlineData("ftp://localhost/join#cex_inv_abcdefghijkl_x.AAAA")]
    public void HalfALinkIsRefusedWithWordsThatSayWhatToDo(string text) =>
        Assert.Equal("usage", Assert.Throws<ExchangeException>(() => InviteLink.Parse(text)).Code);

    [Fact]
    public void AnAcceptanceBindsBothIdentitiesAndTheInvite()
    {
        var proof = InviteLink.Acceptance(new byte[32], "abcdefghijkl", Alice, Bob);
        Assert.NotEqual(proof, InviteLink.Acceptance(new byte[32], "abcdefghijkm", Alice, Bob));
        Assert.NotEqual(proof, InviteLink.Acceptance(new byte[32], "abcdefghijkl", Alice, Identity(3)));
        Assert.NotEqual(proof, InviteLink.Acceptance(new byte[32], "abcdefghijkl", Bob, Alice));
    }

    private static AgentIdentity Identity(byte seed) =>
        new(new Guid(Enumerable.Repeat(seed, 16).ToArray()), Bytes32.Sha256([seed]), Bytes32.Sha256([seed, seed]));
}
