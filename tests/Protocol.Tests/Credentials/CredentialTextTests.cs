namespace ContextExchange.Protocol.Tests.Credentials;

public sealed class CredentialTextTests
{
    // Written with another implementation (Python's zlib.crc32 and int): id "AbCdEfGh0123", secret 00 01 .. 1f.
    private const string Known = "cex_live_AbCdEfGh0123_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf37UfYv";

    public static TheoryData<CredentialKind> Kinds => [.. CredentialText.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void WhatIsRevealedIsReadBack(CredentialKind kind)
    {
        var made = CredentialText.Create(kind);

        Assert.True(CredentialText.TryParse(made.Reveal(), out var read));
        Assert.Equal(kind, read.Kind);
        Assert.Equal(made.PublicId, read.PublicId);
        Assert.Equal(made.Secret, read.Secret);
    }

    [Fact]
    public void AnApiKeyHas71Characters() =>
        Assert.Equal(71, CredentialText.Create(CredentialKind.AgentKey).Reveal().Length);

    [Fact]
    public void TheTextIsWhatAnotherImplementationWrites()
    {
        Assert.True(CredentialText.TryParse(Known, out var read));
        Assert.Equal("AbCdEfGh0123", read.PublicId);
        Assert.Equal(Enumerable.Range(0, 32).Select(value => (byte)value), read.Secret.ToArray());
        Assert.Equal(Known, read.Reveal());
    }

    [Fact]
    public void PrintingItDoesNotShowTheSecret()
    {
        var made = CredentialText.Create(CredentialKind.OwnerSession);

        Assert.Equal($"cex_own_{made.PublicId}_[redacted]", made.ToString());
    }

    [Fact]
    public void EveryChangedCharacterIsNoticed()
    {
        var text = CredentialText.Create(CredentialKind.Invite).Reveal();
        for (var position = 0; position < text.Length; position++)
        {
            foreach (var other in "0Az_é \0")
            {
                var changed = text.ToCharArray();
                changed[position] = other;
                if (other != text[position])
                    Assert.False(CredentialText.TryParse(changed, out _), $"Position {position} became '{other}'.");
            }
        }
    }

    [Fact]
    public void ASecretBeyond256BitsIsRefused()
    {
        var text = "cex_live_AbCdEfGh0123_" + new string('z', 43);

        Assert.False(CredentialText.TryParse(text + "4AzYkq", out _));
    }

    [Fact]
    public void ArbitraryTextIsRefusedWithoutAnException()
    {
        const int seed = 20260729;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var text = CredentialText.Create(CredentialText.Kinds[random.Next(CredentialText.Kinds.Count)]).Reveal()
                .ToList();
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0: text.RemoveAt(at); break;
                    case 1: text.Insert(at, (char)random.Next(0x250)); break;
                    default: text[at] = (char)(text[at] ^ (1 << random.Next(8))); break;
                }
            }

            var read = CredentialText.TryParse([.. text], out var credential);
            Assert.True(!read || credential!.Reveal() == new string([.. text]), $"Seed {seed}, round {round}.");
        }
    }
}
