namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>What a process is told from outside; the numbers are Linux's.</summary>
internal enum Signal
{
    /// <summary>PostgreSQL's fast stop.</summary>
    Interrupt = 2,

    /// <summary>PostgreSQL's immediate stop.</summary>
    Quit = 3,

    /// <summary>End without warning.</summary>
    Kill = 9,

    /// <summary>Stop in an orderly way, as a deployment asks.</summary>
    Terminate = 15,

    /// <summary>Go on after <see cref="Freeze"/>.</summary>
    Thaw = 18,

    /// <summary>Run no further, with everything open: what a long pause of the machine looks like to others.</summary>
    Freeze = 19,
}
