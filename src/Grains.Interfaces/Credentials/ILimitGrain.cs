namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// A counter that all silos share, for one subject and one kind of work. Key: <c>rule:subject</c>, the subject an HMAC
/// or id,
/// never a plain address. It lives in memory only.
/// </summary>
[Alias("cex.ILimitGrain")]
public interface ILimitGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes <paramref name="cost"/> from the rule's windows, or nothing at all where one has too little left.
    /// </summary>
    [Alias("Take")]
    ValueTask<LimitState> Take(LimitRule rule, int cost);
}
