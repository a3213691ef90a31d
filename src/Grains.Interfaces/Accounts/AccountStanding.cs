namespace ContextExchange.Grains.Interfaces;

/// <summary>What decides about an account's calls, asked for with each of them.</summary>
/// <param name="Role">What it may do.</param>
/// <param name="Owner">The owner that it acts for; null before one was bound.</param>
[GenerateSerializer, Immutable, Alias("cex.AccountStanding")]
public sealed record AccountStanding(AccountRole Role, OwnerId? Owner);
