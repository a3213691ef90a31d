using Microsoft.Extensions.Options;

namespace ContextExchange.Actors;

/// <summary>What a host can see of the cluster that its silo is in, and say to it. Thread safe.</summary>
public sealed class ClusterControl
{
    private readonly ClusterMember _member;
    private readonly IPartitionLeases _leases;

    internal ClusterControl(ClusterMember member, IPartitionLeases leases, IOptions<ClusterOptions> options)
    {
        (_member, _leases) = (member, leases);
        SiloId = options.Value.SiloId;
        LeaseDuration = options.Value.LeaseDuration;
    }

    /// <summary>This silo's name.</summary>
    public string SiloId { get; }

    /// <summary>How long a lease runs after its renewal.</summary>
    public TimeSpan LeaseDuration { get; }

    /// <summary>Whether this silo gives its partitions away and takes none.</summary>
    public bool IsDraining => _member.Membership.IsDraining;

    /// <summary>How many partitions this silo owns, as it knows; 0 before it has joined.</summary>
    public int OwnedPartitions => _member.Membership.Owned;

    /// <summary>What this silo says of itself at each renewal of its lease; must be quick and not throw.</summary>
    public Func<SiloReport> Describe
    {
        get => _member.Membership.Describe;
        set => _member.Membership.Describe = value;
    }

    /// <summary>Called when this silo was told to drain, by whomever, or to take its share again.</summary>
    public Action<bool>? DrainingChanged
    {
        get => _member.Membership.DrainingChanged;
        set => _member.Membership.DrainingChanged = value;
    }

    /// <inheritdoc cref="IPartitionLeases.ListAsync"/>
    public Task<IReadOnlyList<SiloStatus>> ListAsync(CancellationToken cancellationToken) =>
        _leases.ListAsync(cancellationToken);

    /// <inheritdoc cref="IPartitionLeases.SetDrainingAsync"/>
    public Task<DrainAnswer> SetDrainingAsync(string siloId, bool draining, CancellationToken cancellationToken) =>
        _leases.SetDrainingAsync(siloId, draining, cancellationToken);

    /// <summary>
    /// Takes no partition any more and gives all of this silo's away, one after the other, for as long as
    /// <see cref="ClusterOptions.DrainTimeout"/> allows. Completes at once where no other silo takes any; never throws.
    /// </summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _member.DrainAsync(cancellationToken);
}
