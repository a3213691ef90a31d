namespace ContextExchange.Grains.Accounts;

/// <summary>What is stored of one account. Address and one-time secret are encrypted, codes are hashed.</summary>
[GenerateSerializer, Immutable, Alias("cex.AccountState")]
internal sealed record AccountState
{
    [Id(0)]
    public bool Exists { get; init; }

    /// <summary>Encrypted by <see cref="Owners.ColumnCipher"/>.</summary>
    [Id(1)]
    public ReadOnlyMemory<byte> Email { get; init; }

    [Id(2)]
    public bool EmailVerified { get; init; }

    [Id(3)]
    public string Name { get; init; } = "";

    [Id(4)]
    public AccountRole Role { get; init; }

    [Id(5)]
    public OwnerId? Owner { get; init; }

    /// <summary>Oldest first.</summary>
    [Id(6)]
    public Passkey[] Passkeys { get; init; } = [];

    /// <summary>The confirmed one-time secret, encrypted; empty for none.</summary>
    [Id(7)]
    public ReadOnlyMemory<byte> Totp { get; init; }

    /// <summary>One that waits for its first code, encrypted; empty for none.</summary>
    [Id(8)]
    public ReadOnlyMemory<byte> NewTotp { get; init; }

    /// <summary>The step of the last one-time code that was used.</summary>
    [Id(9)]
    public long LastTotpStep { get; init; }

    [Id(10)]
    public ReadOnlyMemory<byte>[] RecoveryCodes { get; init; } = [];

    [Id(11)]
    public FactorGuard Guard { get; init; } = new();

    /// <summary>When a recovery by mail may be completed; null while none was begun.</summary>
    [Id(12)]
    public DateTimeOffset? RecoveryAt { get; init; }

    /// <summary>Ids of sessions, oldest first.</summary>
    [Id(13)]
    public string[] Sessions { get; init; } = [];

    [Id(14)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Oldest first.</summary>
    [Id(15)]
    public IssuerLink[] Issuers { get; init; } = [];

    [Id(16)]
    public SignInPlaces Places { get; init; } = new();

    /// <summary>Null while nobody has signed in since this is noted.</summary>
    [Id(17)]
    public DateTimeOffset? SignedInAt { get; init; }
}
