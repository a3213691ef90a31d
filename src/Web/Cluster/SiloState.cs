namespace ContextExchange.Web.Cluster;

/// <summary>What a silo of a cluster is doing.</summary>
public enum SiloState
{
    /// <summary>It lives and owns nothing yet.</summary>
    Joining,

    /// <summary>It serves clients and owns partitions.</summary>
    Active,

    /// <summary>It gives away what it owns, and its clients.</summary>
    Draining,

    /// <summary>It owns nothing, serves nobody, and may be stopped.</summary>
    Drained,

    /// <summary>It does not live.</summary>
    Gone,
}
