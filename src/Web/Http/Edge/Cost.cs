namespace ContextExchange.Web.Http;

/// <summary>Work that has a limit of its own.</summary>
internal enum Cost
{
    /// <summary>New owners, per address and hour.</summary>
    Registration,

    /// <summary>Challenges and sign-ins, per address and minute.</summary>
    SignIn,

    /// <summary>Mails that sign in, per address and hour.</summary>
    SignInMail,

    /// <summary>New, previewed and accepted invites, per caller and minute.</summary>
    Invite,

    /// <summary>Sockets, per address and minute, instead of the general limits.</summary>
    Socket,
}

/// <summary>A route's own limit.</summary>
internal sealed record RouteCost(Cost Cost);
