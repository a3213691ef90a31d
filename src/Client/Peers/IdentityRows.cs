using System.Buffers.Binary;
using System.Collections.Immutable;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>An identity as a row: AIK 32 || OIK 32 || past keys, oldest first, each AIK 32 || until 8.</summary>
internal static class IdentityRows
{
    private const int KeysSize = 2 * Bytes32.Size;
    private const int PastSize = Bytes32.Size + 8;

    public static AgentIdentity Read(Guid agent, byte[] row)
    {
        var past = ImmutableArray.CreateBuilder<PastKey>();
        for (var at = KeysSize; at < row.Length; at += PastSize)
        {
            var until = BinaryPrimitives.ReadInt64BigEndian(row.AsSpan(at + Bytes32.Size, 8));
            past.Add(new PastKey(new Bytes32(row.AsSpan(at, Bytes32.Size)), until));
        }

        var (aik, oik) = (new Bytes32(row.AsSpan(0, Bytes32.Size)), new Bytes32(row.AsSpan(32, Bytes32.Size)));
        return new AgentIdentity(agent, aik, oik) { Past = past.ToImmutable() };
    }

    public static byte[] Write(AgentIdentity identity)
    {
        var row = new byte[KeysSize + (PastSize * identity.Past.Length)];
        identity.Aik.ToArray().CopyTo(row, 0);
        identity.Oik.ToArray().CopyTo(row, Bytes32.Size);
        for (var i = 0; i < identity.Past.Length; i++)
        {
            var at = row.AsSpan(KeysSize + (i * PastSize));
            identity.Past[i].Aik.ToArray().CopyTo(at);
            BinaryPrimitives.WriteInt64BigEndian(at[Bytes32.Size..], identity.Past[i].Until);
        }

        return row;
    }
}
