using System.Globalization;

namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// The names of what a live stream depends on, and which ends with it: a credential, a device, an agent. Kinds cannot
/// be mistaken for each other, since callers choose some of the ids.
/// </summary>
public static class RevocationSubject
{
    /// <summary>How many grains share the revocations.</summary>
    public const int Shards = 16;

    /// <summary>What a credential's name begins with.</summary>
    public const string CredentialPrefix = "credential:";

    /// <summary>A credential, by its public id.</summary>
    public static string Credential(string publicId) => CredentialPrefix + publicId;

    /// <summary>An agent: revoked while it is frozen.</summary>
    public static string Agent(AgentId agent) => $"agent:{agent}";

    /// <summary>A device of an agent.</summary>
    public static string Device(AgentId agent, DeviceId device) => $"device:{agent}:{device}";

    /// <summary>Reads an agent's or a device's name; false for another one. The device is null for an agent.</summary>
    public static bool TryParse(string subject, out AgentId agent, out DeviceId? device)
    {
        device = null;
        var parts = subject.Split(':');
        if (parts is ["agent", var alone]) return AgentId.TryParse(alone, out agent);
        agent = default;
        if (parts is not ["device", var of, var name] || !DeviceId.TryParse(name, out var known)) return false;
        device = known;
        return AgentId.TryParse(of, out agent);
    }

    /// <summary>The key of the grain that a subject is announced to; the same on every silo.</summary>
    public static string ShardOf(string subject)
    {
        var hash = 2_166_136_261u;
        foreach (var character in subject) hash = unchecked((hash ^ character) * 16_777_619u);
        return ((hash ^ (hash >> 16)) % Shards).ToString(CultureInfo.InvariantCulture);
    }
}
