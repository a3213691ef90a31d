using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Writes and reads the content of an owner's vault: docs/protocol/cxe1.md, section 6.6.</summary>
internal static class OwnerVaultCodec
{
    private const byte Version = 1;
    private const int OriginOffset = 50;
    private const int ViewerSize = 16 + 32 + 8 + 8;
    private const int AgentPrefix = 16 + 32 + 1;

    /// <summary>The content; the caller wipes it.</summary>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public static byte[] Write(OwnerVault vault)
    {
        var agents = vault.Agents.OrderBy(agent => agent.Agent, SortedEntries.ById).ToArray();
        var origin = vault.Origin;
        if (origin.Length is 0 or > 255 || !OwnerVault.IsAscii(origin))
            throw new ArgumentException("An origin has 1 to 255 characters of ASCII.", nameof(vault));
        var names = Array.ConvertAll(agents, agent => Encoding.UTF8.GetBytes(agent.Name));
        if (names.Any(name => name.Length > 255) || vault.Viewers.Count > 255 || agents.Length > 255)
            throw new ArgumentException("Too many entries, or a name that is too long.", nameof(vault));
        var content = GC.AllocateArray<byte>(
            OriginOffset + origin.Length + 1 + vault.Viewers.Count * ViewerSize + 1
                + names.Sum(name => AgentPrefix + name.Length),
            pinned: true);
        var writer = new WireWriter(content);
        writer.Byte(Version);
        writer.Id(vault.Owner);
        WriteSeed(ref writer, vault.Oik);
        writer.Byte((byte)origin.Length);
        writer.Bytes(Encoding.ASCII.GetBytes(origin));
        writer.Byte((byte)vault.Viewers.Count);
        foreach (var viewer in vault.Viewers)
        {
            writer.Id(viewer.Viewer);
            WriteSeed(ref writer, viewer.Ovk);
            writer.UInt53(viewer.NotBefore);
            writer.UInt53(viewer.NotAfter);
        }
        writer.Byte((byte)agents.Length);
        for (var i = 0; i < agents.Length; i++)
        {
            writer.Id(agents[i].Agent);
            WriteSeed(ref writer, agents[i].Aik);
            writer.Byte((byte)names[i].Length);
            writer.Bytes(names[i]);
        }
        var error = Check(content);
        return error == Cxe1Error.None
            ? content
            : throw new ArgumentException($"These values make no valid vault: {error}.", nameof(vault));
    }

    /// <summary>Reads a content; the caller wipes the bytes and disposes the vault.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> content, [NotNullWhen(true)] out OwnerVault? vault, out Cxe1Error error)
    {
        vault = null;
        error = Check(content);
        if (error != Cxe1Error.None) return false;
        var reader = new WireReader(content);
        reader.Byte();
        var owner = reader.Id();
        var oik = ReadKey(SignatureAlgorithm.Ed25519, reader.Take(32));
        var origin = Encoding.ASCII.GetString(reader.Take(reader.Byte()));
        var viewers = new VaultViewer[reader.Byte()];
        for (var i = 0; i < viewers.Length; i++)
            viewers[i] = new(
                reader.Id(),
                ReadKey(KeyAgreementAlgorithm.X25519, reader.Take(32)),
                reader.UInt53(),
                reader.UInt53());
        var agents = new VaultAgent[reader.Byte()];
        for (var i = 0; i < agents.Length; i++)
            agents[i] = new(
                reader.Id(),
                ReadKey(SignatureAlgorithm.Ed25519, reader.Take(32)),
                Encoding.UTF8.GetString(reader.Take(reader.Byte())));
        vault = new() { Owner = owner, Oik = oik, Origin = origin, Viewers = viewers, Agents = agents };
        return true;
    }

    /// <summary>The lengths first, since every later field stands behind a counted one; then the values.</summary>
    internal static Cxe1Error Check(ReadOnlySpan<byte> content)
    {
        if (!HasItsLength(content)) return Cxe1Error.WrongLength;
        if (content[0] != Version) return Cxe1Error.UnknownVersion;
        var origin = content.Slice(OriginOffset, content[OriginOffset - 1]);
        var rest = content[(OriginOffset + origin.Length)..];
        var viewers = rest.Slice(1, rest[0] * ViewerSize);
        var agents = rest[(1 + viewers.Length)..];
        if (origin.IsEmpty || rest[0] > OwnerVault.MaxViewers || agents[0] > OwnerVault.MaxAgents)
            return Cxe1Error.NumberOutOfRange;
        var error = CheckViewers(viewers);
        if (error != Cxe1Error.None) return error;
        error = CheckAgents(agents);
        return error != Cxe1Error.None || Ascii.IsValid(origin) ? error : Cxe1Error.InvalidText;
    }

    private static bool HasItsLength(ReadOnlySpan<byte> content)
    {
        if (content.Length < OriginOffset) return false;
        var at = OriginOffset + content[OriginOffset - 1];
        if (at >= content.Length) return false;
        at += 1 + content[at] * ViewerSize;
        if (at >= content.Length) return false;
        var agents = content[at++];
        for (var i = 0; i < agents; i++)
        {
            if (at + AgentPrefix > content.Length) return false;
            at += AgentPrefix + content[at + AgentPrefix - 1];
        }
        return at == content.Length;
    }

    private static Cxe1Error CheckViewers(ReadOnlySpan<byte> viewers)
    {
        var error = Cxe1Error.None;
        for (; !viewers.IsEmpty; viewers = viewers[ViewerSize..])
        {
            var reader = new WireReader(viewers[48..]);
            var (begin, end) = (reader.UInt53(), reader.UInt53());
            if (reader.NumberTooLarge) return Cxe1Error.NumberOutOfRange;
            if (!Lifetime.IsWithin(begin, end, Cxe1Limits.ViewerLife)) error = Cxe1Error.LifetimeOutOfRange;
        }
        return error;
    }

    private static Cxe1Error CheckAgents(ReadOnlySpan<byte> agents)
    {
        var error = Cxe1Error.None;
        var before = ReadOnlySpan<byte>.Empty;
        for (agents = agents[1..]; !agents.IsEmpty; agents = agents[(AgentPrefix + agents[AgentPrefix - 1])..])
        {
            if (before.SequenceCompareTo(agents[..16]) >= 0) return Cxe1Error.NotSorted;
            before = agents[..16];
            if (!Utf8.IsValid(agents.Slice(AgentPrefix, agents[AgentPrefix - 1]))) error = Cxe1Error.InvalidText;
        }
        return error;
    }

    private static void WriteSeed(ref WireWriter writer, Key key)
    {
        Span<byte> seed = stackalloc byte[32];
        if (!key.TryExport(KeyBlobFormat.RawPrivateKey, seed, out _))
            throw new ArgumentException("A key of the vault is not 32 bytes long.");
        writer.Bytes(seed);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(seed);
    }

    private static Key ReadKey(Algorithm algorithm, ReadOnlySpan<byte> seed)
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return Key.Import(algorithm, seed, KeyBlobFormat.RawPrivateKey, in exportable);
    }
}
