namespace ContextExchange.Client;

/// <summary>What two owners compare to know that nobody stands between them.</summary>
/// <param name="Digits">60 digits in twelve groups, alike on both sides.</param>
/// <param name="IsTrusted">Whether exactly this identity is pinned here.</param>
/// <param name="RotatedAt">
/// When the peer's agent key was last replaced by one that the old key signed: a number compared before is another one;
/// null if it never was.
/// </param>
public sealed record SafetyCheck(string Digits, bool IsTrusted, DateTimeOffset? RotatedAt = null)
{
    /// <summary>The same for a QR code: <c>CXE1:</c> and the 60 digits.</summary>
    public string QrText => "CXE1:" + Digits.Replace(" ", "", StringComparison.Ordinal);
}
