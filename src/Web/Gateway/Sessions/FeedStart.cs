namespace ContextExchange.Web.Gateway;

/// <summary>Where deliveries start.</summary>
/// <param name="Refusal"><see cref="Refusal.None"/>, or why there are none.</param>
/// <param name="Page">The first page; null when refused.</param>
/// <param name="Acknowledged">The device's durable cursor.</param>
/// <param name="From">The first sequence that is delivered.</param>
/// <param name="Recovered">Nothing between the client's cursor and <paramref name="From"/> is lost.</param>
internal readonly record struct FeedStart(
    Refusal Refusal, MailboxPage? Page, long Acknowledged, long From, bool Recovered);
