using System.ComponentModel.DataAnnotations;
using System.Net.Security;

namespace ContextExchange.Actors;

/// <summary>Settings of a silo in a cluster. Cluster id, secret and partitions are the same on every silo.</summary>
public sealed class ClusterOptions
{
    /// <summary>
    /// The silo's name, unique in the cluster and kept over restarts: 1 to 64 of a-z, A-Z, 0-9, - . _
    /// </summary>
    [Required, RegularExpression("^[a-zA-Z0-9._-]{1,64}$")]
    public string SiloId { get; set; } = "";

    /// <summary>The cluster's name; silos of another one are refused.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string ClusterId { get; set; } = "default";

    /// <summary>
    /// What every silo of the cluster proves to know, at least 32 characters of chance. It authenticates connections;
    /// only <see cref="ServerTls"/> and <see cref="ClientTls"/> keep what they carry from others' eyes and hands.
    /// </summary>
    [Required, MinLength(32)]
    public string Secret { get; set; } = "";

    /// <summary>Where to listen for other silos, <c>address:port</c>; port 0 picks a free one.</summary>
    [Required]
    public string Listen { get; set; } = "127.0.0.1:0";

    /// <summary>Where others reach this silo, <c>host:port</c>; null for what it listens on.</summary>
    public string? Advertise { get; set; }

    /// <summary>How many partitions the grains are spread over. Fixed for a cluster. Default 1,024.</summary>
    [Range(1, 65_536)]
    public int Partitions { get; set; } = 1_024;

    /// <summary>
    /// The grain that a grain is placed with, on the same silo; by default itself. Must depend on the name alone, and
    /// be the same on every silo.
    /// </summary>
    public Func<GrainId, GrainId> PlaceWith { get; set; } = static id => id;

    /// <summary>How long a lease runs after its renewal, as the lease table counts it. Default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the lease is renewed and the view refreshed. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a partition that moves waits for its grains to end. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan HandOverTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a silo that leaves gives its partitions away one after the other; the rest goes at once. Default 10
    /// seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a link is tried. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how much silence a link is dead and its calls fail. Default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.02", "00:10:00")]
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long dialling and handshake may take. Default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long calls fail at once after a link broke, before it is dialled again. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RedialDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Most calls that wait for one other silo. Default 100,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxOutstandingCalls { get; set; } = 100_000;

    /// <summary>Most bytes that wait to be written to one other silo. Default 64 MiB.</summary>
    [Range(1_024, 256 << 20)]
    public int MaxQueuedBytes { get; set; } = 64 << 20;

    /// <summary>The largest message between silos, in bytes. Default 16 MiB.</summary>
    [Range(1_024, 256 << 20)]
    public int MaxMessageBytes { get; set; } = 16 << 20;

    /// <summary>TLS of accepted connections; null for none. Ask for a client certificate to make it mutual.</summary>
    public SslServerAuthenticationOptions? ServerTls { get; set; }

    /// <summary>TLS of dialled connections; null for none.</summary>
    public SslClientAuthenticationOptions? ClientTls { get; set; }
}
