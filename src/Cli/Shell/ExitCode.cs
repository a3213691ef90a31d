namespace ContextExchange.Cli;

/// <summary>What a script can rely on. <c>cex --help</c> lists these.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Something unexpected went wrong.</summary>
    Failed = 1,

    /// <summary>The command line is not understood.</summary>
    Usage = 2,

    /// <summary>No such profile, peer, message or key.</summary>
    NotFound = 3,

    /// <summary>The server, the contract or a check of identities refused it.</summary>
    Refused = 4,

    /// <summary>Not signed in, revoked, or the store's key is wrong.</summary>
    Unauthenticated = 5,

    /// <summary>The server is out of reach or busy: try again.</summary>
    Unavailable = 6,

    /// <summary>No answer within the time that was given.</summary>
    TimedOut = 7,

    /// <summary>A check ran and failed: replay, audit verify, doctor.</summary>
    CheckFailed = 8,

    /// <summary>Another process uses this profile.</summary>
    InUse = 9,

    /// <summary>What an owner reads was tampered with: the connection was suspended, both sides are told.</summary>
    Alarm = 10,

    /// <summary>Interrupted.</summary>
    Cancelled = 130,
}
