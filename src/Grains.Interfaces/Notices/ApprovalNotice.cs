namespace ContextExchange.Grains.Interfaces;

/// <summary>What one mail about waiting messages says. Nothing in it comes from the other side.</summary>
/// <param name="Email">To whom; proven.</param>
/// <param name="Waiting">By agent, most messages first, at most 5 agents.</param>
/// <param name="Count">Messages in all, at least 1.</param>
/// <param name="FirstEnds">Until when the first of them can be decided, on the clock of the account's zone.</param>
/// <param name="TimeZone">That zone's name.</param>
/// <param name="Through">Of what was held until then nothing is missing.</param>
[GenerateSerializer, Immutable, Alias("cex.ApprovalNotice")]
public sealed record ApprovalNotice(
    string Email, IReadOnlyList<AgentsWaiting> Waiting, int Count, DateTimeOffset FirstEnds, string TimeZone,
    DateTimeOffset Through);
