namespace ContextExchange.Web.Auth;

/// <summary>An account as the framework's passkey handler sees one.</summary>
/// <param name="View">As it was when it was looked up.</param>
internal sealed record AccountUser(AccountView View);
