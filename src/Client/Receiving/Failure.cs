using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Why a delivery is not given to the application.</summary>
/// <param name="Error">What CXE1 found; None where something else failed.</param>
/// <param name="Epoch">The epoch, where it is known.</param>
/// <param name="Envelope">The message; null where its whole epoch was refused.</param>
/// <param name="IsOver">An approval of it is over.</param>
internal sealed record Failure(
    Cxe1Error Error, Bytes32? Epoch = null, Bytes32? Envelope = null, bool IsOver = false)
{
    private readonly string? _code;

    /// <summary>Something else than CXE1 failed.</summary>
    public Failure(string code) : this(Cxe1Error.None) => _code = code;

    /// <summary>A stable code.</summary>
    public string Code => _code
        ?? (IsOver && Error == Cxe1Error.ApprovalInvalid ? "approval-expired" : SealingErrors.CodeOf(Error));

    /// <summary>It looks like an attack and has an innocent explanation.</summary>
    public bool IsExcused { get; init; }

    public bool IsAttack => !IsExcused && !(IsOver && Error == Cxe1Error.ApprovalInvalid)
        && (_code is { } code ? Attacks.IsOne(code) : Attacks.IsOne(Error));

    /// <summary>A person must say first who the peer is; then the entry may be opened after all.</summary>
    public bool WaitsForTrust => _code is "peer-identity-changed" or "peer-unverified";

    public bool IsRefusal => _code is { } code ? Attacks.IsOne(code) : Attacks.IsRefusal(Error);
}
