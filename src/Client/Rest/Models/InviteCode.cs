namespace ContextExchange.Client;

/// <summary>An invite's code.</summary>
internal sealed record InviteCode(string Code);
